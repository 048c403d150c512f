/**
 * Affine scaling of each column, `(value - center) / scale`, fitted on chosen rows only: fitting on all rows would let
 * the validation rows leak into training. Plain JSON, so that a checkpoint holds it.
 */
import { z } from 'zod';
import { quantile } from '../metrics/statistics';
import type { ColumnFit } from './columnFit';
import { type Moments, meanAndStd } from './moments';

export const scalingSchema = z.object({
  kind: z.enum(['zscore', 'medianIqr', 'none']),
  /** One a column. */
  center: z.array(z.number()),
  scale: z.array(z.number()),
});
export type Scaling = z.infer<typeof scalingSchema>;
export type ScalingKind = Scaling['kind'];

/**
 * - `zscore`: mean and population standard deviation (ddof 0)
 * - `medianIqr`: median and interquartile range, percentiles as NumPy's linear ones
 *
 * A constant column has scale 1. Where half of the values or more are equal, quartiles say nothing of the others
 * (`hasFlatQuartiles`), and mean and deviation are taken. Missing values are ignored.
 * @param fit of the rows to fit on; with quantiles for `medianIqr`.
 */
export function fitScaling(kind: ScalingKind, fit: ColumnFit): Scaling {
  const columns = Array.from(fit.moments.count, (_, column) => fitColumn(kind, fit, column));
  return {
    kind,
    center: columns.map(([center]) => center),
    scale: columns.map(([, scale]) => scale),
  };
}

/** The scaling that changes nothing. */
export function withoutScaling(columns: number): Scaling {
  return { kind: 'none', center: new Array(columns).fill(0), scale: new Array(columns).fill(1) };
}

/** Scaled values in float32, as the device takes them; same layout. @param out where they go. */
export function applyScaling(
  { center, scale }: Scaling,
  values: Float64Array,
  out = new Float32Array(values.length),
): Float32Array {
  const columns = center.length;
  for (let start = 0; start < values.length; start += columns) {
    for (let column = 0; column < columns; column++) {
      out[start + column] = (values[start + column]! - center[column]!) / scale[column]!;
    }
  }
  return out;
}

function fitColumn(kind: ScalingKind, fit: ColumnFit, column: number): [number, number] {
  const { moments, sorted } = fit;
  if (kind === 'none' || moments.count[column] === 0) return [0, 1];
  const { mean, std } = meanAndStd(moments, column);
  if (isConstant(moments, column)) return [mean, 1];
  if (kind === 'zscore' || hasFlatQuartiles(fit, column)) return [mean, std];
  const values = sorted![column]!;
  return [quantile(values, 0.5), quantile(values, 0.75) - quantile(values, 0.25)];
}

/** Whether all values of a column are one, but for what doubles cannot tell apart. */
export function isConstant({ min, max }: Moments, column: number): boolean {
  return isOneValue(min[column]!, max[column]!);
}

/** Whether values from `low` to `high` are one; false where there are none. */
export function isOneValue(low: number, high: number): boolean {
  return low <= high && high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high));
}

/**
 * Whether the quartiles of a column that varies lie together, as where most values are zero: the interquartile range is
 * nothing, or hardly anything beside the range without the smallest and the largest twentieth.
 */
export function hasFlatQuartiles({ moments, sorted }: ColumnFit, column: number): boolean {
  const values = sorted?.[column];
  if (!values || values.length === 0 || isConstant(moments, column)) return false;
  const range = (low: number, high: number) => quantile(values, high) - quantile(values, low);
  return range(0.25, 0.75) <= 0.01 * range(0.05, 0.95);
}
