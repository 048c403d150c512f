/**
 * Affine scaling of each column, `(value - center) / scale`, fitted on chosen rows only: fitting on all rows would let
 * the validation rows leak into training. Plain JSON, so that a checkpoint holds it.
 */
import { z } from 'zod';
import { quantile } from '../metrics/statistics';

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
 * A scale of 0 (a constant column) becomes 1. NaN is ignored.
 * @param values [rows × columns], row-major.
 * @param rows which rows to fit on.
 */
export function fitScaling(
  kind: ScalingKind,
  values: Float64Array,
  rows: Uint32Array,
  columns: number,
): Scaling {
  const scaling: Scaling = { kind, center: [], scale: [] };
  for (let column = 0; column < columns; column++) {
    const [center, scale] =
      kind === 'none' ? [0, 1] : fitColumn(kind, columnOf(values, rows, columns, column));
    scaling.center.push(center);
    scaling.scale.push(scale === 0 ? 1 : scale);
  }
  return scaling;
}

/** Scaled values in float32, as the device takes them; same layout. */
export function applyScaling({ center, scale }: Scaling, values: Float64Array): Float32Array {
  const columns = center.length;
  return Float32Array.from(
    values,
    (value, index) => (value - center[index % columns]!) / scale[index % columns]!,
  );
}

/** The present values of one column at the rows, ascending. */
export function columnOf(
  values: Float64Array,
  rows: Uint32Array,
  columns: number,
  column: number,
): Float64Array {
  const picked = new Float64Array(rows.length);
  let count = 0;
  for (const row of rows) {
    const value = values[row * columns + column]!;
    if (!Number.isNaN(value)) picked[count++] = value;
  }
  return picked.subarray(0, count).sort();
}

function fitColumn(kind: 'zscore' | 'medianIqr', sorted: Float64Array): [center: number, scale: number] {
  const first = sorted[0];
  if (first === undefined) return [0, 1];
  // Summing a constant rounds; its deviation would come out as 1e-17 instead of 0 and blow the column up.
  if (first === sorted[sorted.length - 1]) return [first, 0];
  if (kind === 'medianIqr') return [quantile(sorted, 0.5), quantile(sorted, 0.75) - quantile(sorted, 0.25)];
  const mean = meanOf(sorted);
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  return [mean, Math.sqrt(squares / sorted.length)];
}

export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
