/** Analysis of a regression on the host: errors, percentiles, and samples for the two prediction pictures. */

import { defined, meanDefined, pearson, quantile, rSquared } from '../../../engine/metrics/statistics';
import type { RegressionAnalysis, TargetAnalysis } from './tableAnalysis';

const errorPercents = [50, 75, 90, 95, 99];
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
  const analyses = targets.map((target, index) => {
    const column = (values: ArrayLike<number>) =>
      Float64Array.from({ length: rows }, (_, row) => values[row * targets.length + index]!);
    return analyseTarget(target, column(predicted), column(actual), seriesStride);
  });
  const mean = (name: keyof RegressionAnalysis['mean']) =>
    meanDefined(analyses.map((analysis) => analysis[name]));
  return {
    kind: 'regression',
    rows,
    stride: seriesStride,
    targets: analyses,
    mean: {
      mse: mean('mse'),
      mae: mean('mae'),
      rmse: mean('rmse'),
      r2: mean('r2'),
      correlation: mean('correlation'),
    },
  };
}

function analyseTarget(
  target: string,
  predicted: Float64Array,
  actual: Float64Array,
  stride: number,
): TargetAnalysis {
  const rows = actual.length;
  const errors = actual.map((value, row) => Math.abs(predicted[row]! - value)).sort();
  const squares = sumOf(errors, (error) => error * error);
  const mse = squares / rows;
  const meanActual = sumOf(actual) / rows;
  const meanPredicted = sumOf(predicted) / rows;
  const spreadActual = sumOf(actual, (value) => (value - meanActual) ** 2);
  const spreadPredicted = sumOf(predicted, (value) => (value - meanPredicted) ** 2);
  const together = sumOf(actual, (value, row) => (value - meanActual) * (predicted[row]! - meanPredicted));
  return {
    target,
    mse: defined(mse),
    mae: defined(sumOf(errors) / rows),
    rmse: defined(Math.sqrt(mse)),
    // Of a constant, rounding would leave a spread just above zero and a meaningless ratio.
    r2: isConstant(actual) ? null : defined(rSquared(squares, spreadActual)),
    correlation:
      isConstant(actual) || isConstant(predicted)
        ? null
        : defined(pearson(together, spreadActual, spreadPredicted)),
    errorPercentiles: errorPercents.map((percent) => ({
      percent,
      value: defined(quantile(errors, percent / 100)),
    })),
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
