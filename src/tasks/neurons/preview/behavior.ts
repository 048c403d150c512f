/** Values of behaviour over a stretch of time: the range and the mean of each of as many columns as a chart has. */
import type { Watch } from '../../engine';
import type { BehaviorCurve, BehaviorCurves, SheetQuestions } from './questions';
import { columnOf, rangesToRead, readRanges, type StoredSession, widthOf } from './storedSession';

/** @param transfer takes the buffers of the answer. */
export async function behaviorCurves(
  { data, arrays, shape: { bins } }: StoredSession,
  { of, start, end, columns: asked, first, count }: Omit<SheetQuestions['behavior']['argument'], 'session'>,
  transfer: Transferable[],
  watch: Watch,
): Promise<BehaviorCurves> {
  const array = arrays[of];
  const width = array ? widthOf(array) : 0;
  const stretch = { start: Math.min(start, bins - 1), end: Math.min(end, bins) };
  const columns = Math.min(asked, stretch.end - stretch.start);
  const curves = Array.from(
    { length: Math.max(0, Math.min(count, width - first)) },
    (_, i): BehaviorCurve => ({
      index: first + i,
      min: new Float32Array(columns).fill(Number.NaN),
      max: new Float32Array(columns).fill(Number.NaN),
      mean: new Float32Array(columns),
      missing: new Uint32Array(columns),
    }),
  );
  const { ranges, sampled } = rangesToRead(stretch, width, columns);
  const read = new Uint32Array(columns);
  for await (const range of readRanges(data, [array], array ? ranges : [], watch)) {
    const [values] = range.values;
    for (let bin = range.start; bin < range.end; bin++) {
      const column = columnOf(stretch, bin, columns);
      read[column]!++;
      for (const { index, min, max, mean, missing } of curves) {
        const value = Number(values![(bin - range.start) * width + index]);
        if (!Number.isFinite(value)) {
          missing[column]!++;
          continue;
        }
        mean[column]! += value;
        if (!(value >= min[column]!)) min[column] = value;
        if (!(value <= max[column]!)) max[column] = value;
      }
    }
  }
  for (const { min, max, mean, missing } of curves) {
    for (let column = 0; column < columns; column++) mean[column]! /= read[column]! - missing[column]!;
    transfer.push(min.buffer, max.buffer, mean.buffer, missing.buffer);
  }
  return { columns, curves, sampled };
}
