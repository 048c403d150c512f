/** Analysis of a regression on the host: errors, percentiles, and samples for the two prediction pictures. */
import { association } from '../../../engine/metrics/association';
import { errorHistogram, errorPercentiles } from '../../../engine/metrics/errorSummary';
import { predictionFindings } from '../../../engine/metrics/predictionFindings';
import { defined, meanDefined, rSquared } from '../../../engine/metrics/statistics';
import type { Finding } from '../../../protocol/diagnostics';
import type { RegressionAnalysis, TargetAnalysis } from './tableAnalysis';

const mostPoints = 2000;

export interface RegressionData {
  /** Row-major [rows × targets], in the units in which errors are to be read. */
  predicted: ArrayLike<number>;
  actual: ArrayLike<number>;
  targets: readonly string[];
}

/**
 * @param stride the series takes every so many rows.
 * @throws RangeError when the arrays do not hold the same whole number of rows.
 */
export function regressionAnalysis(
  { predicted, actual, targets }: RegressionData,
  stride = 1,
): RegressionAnalysis {
  const rows = actual.length / targets.length;
  if (!Number.isInteger(rows) || predicted.length !== actual.length) {
    throw new RangeError(
      `${predicted.length} predicted and ${actual.length} actual values do not fit ${targets.length} targets.`,
    );
  }
  const seriesStride = Math.max(stride, Math.ceil(rows / mostPoints));
  const columns = targets.map((_, index) => {
    const column = (values: ArrayLike<number>) =>
      Float64Array.from({ length: rows }, (_, row) => values[row * targets.length + index]!);
    return { predicted: column(predicted), actual: column(actual) };
  });
  const analyses = targets.map((target, index) => analyseTarget(target, columns[index]!, seriesStride));
  const mean = (name: keyof RegressionAnalysis['mean']) =>
    meanDefined(analyses.map((analysis) => analysis[name]));
  return {
    kind: 'regression',
    rows,
    stride: seriesStride,
    targets: analyses,
    findings: analyses.flatMap((analysis, index) =>
      findingsOf(targets.length > 1 ? analysis.target : '', analysis, columns[index]!),
    ),
    mean: {
      mse: mean('mse'),
      mae: mean('mae'),
      rmse: mean('rmse'),
      r2: mean('r2'),
      correlation: mean('correlation'),
    },
  };
}

interface Column {
  predicted: Float64Array;
  actual: Float64Array;
}

function findingsOf(name: string, { bias, rmse }: TargetAnalysis, { predicted, actual }: Column): Finding[] {
  if (bias === null || rmse === null) return [];
  const count = actual.length;
  return predictionFindings({
    ...{ name, count, bias, rmse },
    predicted: Math.sqrt(spreadOf(predicted) / count),
    actual: Math.sqrt(spreadOf(actual) / count),
  });
}

function analyseTarget(target: string, { predicted, actual }: Column, stride: number): TargetAnalysis {
  const rows = actual.length;
  const errors = actual.map((value, row) => Math.abs(predicted[row]! - value)).sort();
  const squares = sumOf(errors, (error) => error * error);
  const mse = squares / rows;
  const { pearson, spearman, concordance } = association(predicted, actual);
  return {
    target,
    mse: defined(mse),
    mae: defined(sumOf(errors) / rows),
    rmse: defined(Math.sqrt(mse)),
    // Of a constant, rounding would leave a spread just above zero and a meaningless ratio.
    r2: isConstant(actual) ? null : defined(rSquared(squares, spreadOf(actual))),
    correlation: pearson,
    spearman,
    concordance,
    bias: defined(sumOf(actual, (value, row) => predicted[row]! - value) / rows),
    errorPercentiles: errorPercentiles(errors),
    errorHistogram: errorHistogram(errors),
    // `sort` puts NaN last, so a single NaN makes this null instead of hiding.
    maxError: defined(errors.at(-1) ?? Number.NaN),
    series: Array.from({ length: Math.ceil(rows / stride) }, (_, i) => ({
      row: i * stride,
      actual: actual[i * stride]!,
      predicted: predicted[i * stride]!,
    })),
    scatter: scatterRows(rows).map((row) => ({ actual: actual[row]!, predicted: predicted[row]! })),
  };
}

/** Rows evenly spread over all, as the scatters show them. */
export function scatterRows(rows: number): number[] {
  const points = Math.min(rows, mostPoints);
  return Array.from({ length: points }, (_, i) => Math.floor((i * rows) / points));
}

/** Sum of squared deviations from the mean. */
function spreadOf(values: Float64Array): number {
  const mean = sumOf(values) / values.length;
  return sumOf(values, (value) => (value - mean) ** 2);
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

function sumOf(
  values: Float64Array,
  term: (value: number, row: number) => number = (value) => value,
): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += term(values[row]!, row);
  return sum;
}
