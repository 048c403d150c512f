/**
 * Affine scaling of each column, `(value - center) / scale`, fitted on chosen rows only: fitting on all rows would let
 * the validation rows leak into training. Plain JSON, so that a checkpoint holds it.
 */
import { z } from 'zod';
import { quantile } from '../metrics/statistics';
import type { ColumnFit } from './columnFit';
import { meanAndStd } from './moments';

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
 * A scale of 0 (a constant column) becomes 1. Missing values are ignored.
 * @param fit of the rows to fit on; with quantiles for `medianIqr`.
 */
export function fitScaling(kind: ScalingKind, fit: ColumnFit): Scaling {
  const columns = Array.from(fit.moments.count, (_, column) => fitColumn(kind, fit, column));
  return {
    kind,
    center: columns.map(([center]) => center),
    scale: columns.map(([, scale]) => (scale === 0 ? 1 : scale)),
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

function fitColumn(kind: ScalingKind, { moments, sorted }: ColumnFit, column: number): [number, number] {
  if (kind === 'none' || moments.count[column] === 0) return [0, 1];
  const { mean, std } = meanAndStd(moments, column);
  if (kind === 'zscore' || std === 0) return [mean, std];
  const values = sorted![column]!;
  return [quantile(values, 0.5), quantile(values, 0.75) - quantile(values, 0.25)];
}
