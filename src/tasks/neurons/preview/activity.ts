/** Spike counts of a stretch of time, pooled to as many columns as a picture has. */
import type { Watch } from '../../engine';
import type { Activity, SheetQuestions } from './questions';
import { columnOf, rangesToRead, readRanges, type StoredSession } from './storedSession';

/** @param transfer takes the buffers of the answer. */
export async function pooledActivity(
  { data, arrays, shape: { bins, units } }: StoredSession,
  { start, end, columns: asked }: Omit<SheetQuestions['activity']['argument'], 'session'>,
  transfer: Transferable[],
  watch: Watch,
): Promise<Activity> {
  const stretch = { start: Math.min(start, bins - 1), end: Math.min(end, bins) };
  const columns = Math.min(asked, stretch.end - stretch.start);
  const { ranges, sampled } = rangesToRead(stretch, units, columns);
  const counts = new Float32Array(units * columns);
  const valid = new Float32Array(units * columns);
  const read = new Uint32Array(columns);
  const { robs, dfs } = arrays;
  const maskWidth = dfs?.shape[1] ?? 1;
  for await (const range of readRanges(data, [robs, dfs], ranges, watch)) {
    const [spikes, mask] = range.values;
    for (let bin = range.start; bin < range.end; bin++) {
      const column = columnOf(stretch, bin, columns);
      const row = bin - range.start;
      read[column]!++;
      for (let unit = 0; unit < units; unit++) {
        const weight = mask ? Number(mask[row * maskWidth + (maskWidth === 1 ? 0 : unit)]) : 1;
        if (!(weight > 0)) continue;
        const at = unit * columns + column;
        valid[at]!++;
        counts[at]! += Number(spikes![row * units + unit]);
      }
    }
  }
  const population = new Float32Array(columns);
  for (let column = 0; column < columns; column++) {
    let sum = 0;
    let known = 0;
    for (let unit = 0; unit < units; unit++) {
      const at = unit * columns + column;
      counts[at] = valid[at]! > 0 ? counts[at]! / valid[at]! : Number.NaN;
      valid[at]! /= read[column]!;
      if (Number.isNaN(counts[at])) continue;
      sum += counts[at]!;
      known++;
    }
    population[column] = known > 0 ? sum / known : Number.NaN;
  }
  transfer.push(counts.buffer, valid.buffer, population.buffer);
  return { columns, units, counts, valid, population, sampled };
}
