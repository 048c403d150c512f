/** Baselines of a table applied to rows of it, beside what the network predicted of them. */
import type { Comparison } from '../../protocol/comparison';
import { compareModels } from './analysis/compareModels';
import { applyLinear, softmaxInPlace } from './baselines/linearMap';
import type { TableOutput } from './head';
import type { TabularData } from './prepare';

export interface Predicted {
  /** Ascending; each has its target. */
  rows: Uint32Array;
  /** What the network says: [rows × targets] in the data's units, or [rows × classes] probabilities. */
  predicted: Float32Array;
  output: TableOutput;
  part: string;
  seed: number;
  offersFolds: boolean;
}

/** @returns null where the checkpoint has no baselines, and where the data have no targets. */
export async function compareRows(
  { fitted, hasTargets, blocks }: TabularData,
  { rows, predicted, ...asked }: Predicted,
): Promise<Comparison | null> {
  const { baselines, kind, inputColumns, targetColumns } = fitted;
  if (!baselines || !hasTargets || rows.length === 0) return null;
  const [width, wide] = [inputColumns.length, targetColumns.length];
  const { linear: map } = baselines;
  const outputs = baselines.constant.length;
  const linear = map && new Float64Array(rows.length * outputs);
  const actual = new Float64Array(rows.length * wide);
  let next = 0;
  for await (const { start, rows: count, inputs, targets } of blocks()) {
    for (; next < rows.length && rows[next]! < start + count; next++) {
      const row = rows[next]! - start;
      actual.set(targets!.subarray(row * wide, (row + 1) * wide), next * wide);
      if (!linear) continue;
      applyLinear(map, inputs, row * width, linear, next * outputs);
      if (kind === 'classification') softmaxInPlace(linear, next * outputs, outputs);
    }
    if (next === rows.length) break;
  }
  return compareModels({ ...asked, baselines, actual, network: predicted, linear, rows: rows.length });
}
