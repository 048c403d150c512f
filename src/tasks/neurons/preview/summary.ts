/** A session in numbers: rates of its units, and how many samples it gives. */
import { type ArrayOutline, sizeOf } from '../../../formats/arrays';
import type { Watch } from '../../engine';
import { spread, usableBins } from '../data/session';
import type { SessionSummary } from './questions';
import { MOST_VALUES, rangesToRead, readRanges, type StoredSession } from './storedSession';

/** Stretches that a long recording is sampled in. */
const STRETCHES = 64;

/** @param history bins that a sample looks back. */
export async function summarize(
  session: StoredSession,
  history: number,
  watch: Watch,
  mostValues = MOST_VALUES,
): Promise<SessionSummary> {
  const { data, arrays, shape } = session;
  const { bins, units, behaviors } = shape;
  const { robs, dfs, behavior } = arrays;
  const { ranges, sampled } = rangesToRead({ start: 0, end: bins }, units, STRETCHES, mostValues);
  const spikes = new Float64Array(units);
  const weights = new Float64Array(units);
  let usable = 0;
  let read = 0;
  for await (const { start, end, values } of readRanges(data, [robs, dfs, behavior], ranges, watch)) {
    const [counts, mask = null, moves = null] = values;
    const length = end - start;
    const own = mask && spread(mask, length, units);
    for (let i = 0; i < length * units; i++) {
      const weight = own ? Math.max(0, Number(own[i])) : 1;
      if (!(weight > 0)) continue;
      weights[i % units]! += weight;
      spikes[i % units]! += weight * Number(counts![i]);
    }
    const block = {
      bins: length,
      units,
      behaviors,
      dfs: own,
      behavior: moves && Float32Array.from(moves, Number),
    };
    for (const one of usableBins(block, Math.max(0, history - start))) usable += one;
    read += length;
  }
  const rates = Array.from(spikes, (sum, unit) => (weights[unit]! > 0 ? sum / weights[unit]! : null));
  const known = rates.filter((rate) => rate !== null);
  return {
    rates,
    cids: await unitNames(session),
    meanRate: known.length > 0 ? known.reduce((sum, rate) => sum + rate, 0) / known.length : null,
    usable: sampled ? Math.round((usable / read) * bins) : usable,
    sampled,
    binsPerSecond: await binsPerSecond(session),
  };
}

async function unitNames({ data, arrays: { cids }, shape: { units } }: StoredSession): Promise<number[]> {
  const named = cids && (await data.read(cids.name));
  return Array.from({ length: units }, (_, unit) => Number(named?.[unit] ?? unit));
}

/** Single numbers beside the counts that say how long a bin is, and bins per second of such a number. */
const clocks: Readonly<Record<string, (value: number) => number>> = {
  fs: (hertz) => hertz,
  sample_rate: (hertz) => hertz,
  sampling_rate: (hertz) => hertz,
  frame_rate: (hertz) => hertz,
  target_rate: (hertz) => hertz,
  dt: (seconds) => 1 / seconds,
  bin_size_ms: (milliseconds) => 1000 / milliseconds,
};

async function binsPerSecond({ data, arrays: { robs } }: StoredSession): Promise<number | null> {
  const group = robs.name.slice(0, robs.name.lastIndexOf('/') + 1);
  const isNumber = (array: ArrayOutline | undefined): array is ArrayOutline =>
    array !== undefined && !array.categories && sizeOf(array.shape) === 1;
  for (const [name, perSecond] of Object.entries(clocks)) {
    const clock = data.arrays.get(group + name);
    if (!isNumber(clock)) continue;
    const rate = perSecond(Number((await data.read(clock.name))[0]));
    if (rate > 0 && Number.isFinite(rate)) return rate;
  }
  return null;
}
