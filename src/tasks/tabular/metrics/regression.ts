/**
 * Metrics of a regression, exact over all samples: the backend sums a few powers for every batch (float32), the host
 * adds the batches up (float64) and makes the metrics once, at the end.
 */
import * as tf from '@tensorflow/tfjs';
import { pearson, rSquared } from '../../../engine/metrics/statistics';
import type { Metrics } from '../../../protocol/events';
import { sumRegression, sumsPerTarget } from '../kernels/regressionSums';
import { targetMetricName } from './metricInfos';

/** Names of the sums: count, loss, then seven of each target. */
export function regressionSumNames(targets: readonly string[]): string[] {
  return ['count', 'loss', ...targets.flatMap((target) => sumsPerTarget.map((sum) => `${target}: ${sum}`))];
}

/**
 * @param prediction float32 [batch, targets].
 * @param target float32 [batch, targets].
 * @param loss float32 [batch, targets]: the loss of every value.
 * @param centre float32 [targets], about the middle of each target. Targets that are far from zero for their spread
 *   need one: the variance is a difference of sums, and float32 has seven digits. Scaled targets need none.
 * @returns the sums of the batch, float32 [2 + 7 · targets].
 */
export function regressionSums(
  prediction: tf.Tensor2D,
  target: tf.Tensor2D,
  loss: tf.Tensor2D,
  centre: readonly number[] | null = null,
): tf.Tensor1D {
  return tf.tidy(() => {
    const middle = tf.tensor1d(centre ? [...centre] : new Array<number>(target.shape[1]).fill(0));
    return sumRegression(prediction, target, loss, middle);
  });
}

/**
 * @param sums over all samples, as `regressionSums` orders them.
 * @param centre the same values as the sums were made with; null for zeros.
 * @returns every metric of `regressionNames`, in the units of what was summed; NaN without samples. R² and correlation
 *   are means over the targets that have one, and NaN where all are constant.
 */
export function regressionMetrics(
  sums: Float64Array,
  targets: number,
  centre: ArrayLike<number> | null = null,
): Metrics {
  return { loss: sums[1]! / sums[0]!, ...meanMetrics(columnsOf(sums, targets, centre)) };
}

/** How values that were summed become values in the units of the targets: times `scale`, plus `center`, one a target. */
export interface Units {
  center: readonly number[];
  scale: readonly number[];
}

/**
 * The same in the units of the targets: of one target all but the loss; of several, which have no unit in common, a few
 * of each beside the means of what was summed.
 */
export function regressionMetricsInUnits(
  sums: Float64Array,
  targets: readonly string[],
  centre: ArrayLike<number> | null,
  { center, scale }: Units,
): Metrics {
  const summed = columnsOf(sums, targets.length, centre);
  const columns = summed.map((column, i) => inUnits(column, center[i]!, scale[i]!));
  const loss = sums[1]! / sums[0]!;
  if (targets.length === 1) return { loss, ...meanMetrics(columns) };
  const ofTarget = (name: 'rmse' | 'mae' | 'r2', value: (column: TargetMetrics) => number) =>
    targets.map((target, i) => [targetMetricName(name, target), value(columns[i]!)] as const);
  return {
    loss,
    ...meanMetrics(summed),
    ...Object.fromEntries([
      ...ofTarget('rmse', ({ mse }) => Math.sqrt(mse)),
      ...ofTarget('mae', ({ mae }) => mae),
      ...ofTarget('r2', ({ r2 }) => r2),
    ]),
  };
}

function columnsOf(
  sums: Float64Array,
  targets: number,
  centre: ArrayLike<number> | null,
): readonly TargetMetrics[] {
  return Array.from({ length: targets }, (_, index) => {
    const start = 2 + index * sumsPerTarget.length;
    return targetMetrics(sums[0]!, sums.subarray(start, start + sumsPerTarget.length), centre?.[index] ?? 0);
  });
}

function meanMetrics(columns: readonly TargetMetrics[]): Metrics {
  const mean = (metric: (column: TargetMetrics) => number) =>
    columns.reduce((total, column) => total + metric(column), 0) / columns.length;
  const mse = mean((column) => column.mse);
  return {
    mse,
    mae: mean((column) => column.mae),
    rmse: Math.sqrt(mse),
    r2: meanKnown(columns.map(({ r2 }) => r2)),
    correlation: meanKnown(columns.map(({ correlation }) => correlation)),
    prediction_mean: mean((column) => column.predictionMean),
    prediction_std: mean((column) => column.predictionStd),
    target_mean: mean((column) => column.targetMean),
    target_std: mean((column) => column.targetStd),
  };
}

function inUnits(column: TargetMetrics, center: number, scale: number): TargetMetrics {
  return {
    ...column,
    mse: column.mse * scale ** 2,
    mae: column.mae * scale,
    predictionMean: column.predictionMean * scale + center,
    predictionStd: column.predictionStd * scale,
    targetMean: column.targetMean * scale + center,
    targetStd: column.targetStd * scale,
  };
}

type TargetMetrics = ReturnType<typeof targetMetrics>;

function targetMetrics(count: number, sums: Float64Array, centre: number) {
  const mean = (sum: (typeof sumsPerTarget)[number]) => sums[sumsPerTarget.indexOf(sum)]! / count;
  const prediction = mean('prediction');
  const target = mean('target');
  // Of one sample rounding would make a variance.
  const varianceOf = (meanOfSquares: number, middle: number) =>
    count === 1 ? 0 : variance(meanOfSquares, middle);
  const predictionVariance = varianceOf(mean('prediction2'), prediction);
  const targetVariance = varianceOf(mean('target2'), target);
  return {
    mse: mean('squared'),
    mae: mean('absolute'),
    r2: rSquared(mean('squared'), targetVariance),
    correlation: pearson(mean('product') - prediction * target, predictionVariance, targetVariance),
    predictionMean: prediction + centre,
    predictionStd: Math.sqrt(predictionVariance),
    targetMean: target + centre,
    targetStd: Math.sqrt(targetVariance),
  };
}

/** Of those that are numbers; NaN without any. */
function meanKnown(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** E[x²] − E[x]², where what float32 sums cannot tell from a constant is one: each of the two is off by some 1e-7. */
function variance(meanOfSquares: number, mean: number): number {
  const difference = meanOfSquares - mean * mean;
  return difference <= 1e-6 * meanOfSquares ? 0 : difference;
}
