/**
 * Metrics of a regression, exact over all samples: the backend sums a few powers for every batch (float32), the host
 * adds the batches up (float64) and makes the metrics once, at the end.
 */
import * as tf from '@tensorflow/tfjs';
import type { Metrics } from '../../../protocol/events';
import { sumRegression, sumsPerTarget } from '../kernels/regressionSums';

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
 * @returns every metric of `regressionMetricInfos`; NaN without samples, and a correlation of NaN for a constant.
 */
export function regressionMetrics(
  sums: Float64Array,
  targets: number,
  centre: ArrayLike<number> | null = null,
): Metrics {
  const count = sums[0]!;
  const columns = Array.from({ length: targets }, (_, index) => {
    const start = 2 + index * sumsPerTarget.length;
    return targetMetrics(count, sums.subarray(start, start + sumsPerTarget.length), centre?.[index] ?? 0);
  });
  const mean = (metric: (column: TargetMetrics) => number) =>
    columns.reduce((total, column) => total + metric(column), 0) / targets;
  const mse = mean((column) => column.mse);
  return {
    loss: sums[1]! / count,
    mse,
    mae: mean((column) => column.mae),
    rmse: Math.sqrt(mse),
    r2: mean((column) => column.r2),
    correlation: mean((column) => column.correlation),
    prediction_mean: mean((column) => column.predictionMean),
    prediction_std: mean((column) => column.predictionStd),
    target_mean: mean((column) => column.targetMean),
    target_std: mean((column) => column.targetStd),
  };
}

type TargetMetrics = ReturnType<typeof targetMetrics>;

function targetMetrics(count: number, sums: Float64Array, centre: number) {
  const mean = (sum: (typeof sumsPerTarget)[number]) => sums[sumsPerTarget.indexOf(sum)]! / count;
  const prediction = mean('prediction');
  const target = mean('target');
  const predictionVariance = variance(mean('prediction2'), prediction);
  const targetVariance = variance(mean('target2'), target);
  return {
    mse: mean('squared'),
    mae: mean('absolute'),
    // 1 − SSres / max(SStot, 1e-10), so that constant targets do not divide by zero.
    r2: 1 - (mean('squared') * count) / Math.max(targetVariance * count, 1e-10),
    correlation: (mean('product') - prediction * target) / Math.sqrt(predictionVariance * targetVariance),
    predictionMean: prediction + centre,
    predictionStd: Math.sqrt(predictionVariance),
    targetMean: target + centre,
    targetStd: Math.sqrt(targetVariance),
  };
}

/** E[x²] − E[x]², where what float32 sums cannot tell from a constant is one. */
function variance(meanOfSquares: number, mean: number): number {
  const difference = meanOfSquares - mean * mean;
  return difference <= 1e-7 * meanOfSquares ? 0 : difference;
}
