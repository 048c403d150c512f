/** What an evaluation gathers of a session, batch after batch: sums of its units, and of few rows the rates themselves. */
import type { Session } from '../data/session';
import { type RepeatMeasures, repeatMeasures } from './repeats';
import { unitSumNames } from './unitSums';

/** Bins of a session one after the other, to look at. */
export interface Stretch {
  /** Bin of the session. */
  start: number;
  /** Predicted, float32 [bins, units]; NaN where nothing was. */
  rates: Float32Array;
}

export interface SessionMeasures {
  name: string;
  subject: string;
  units: number;
  /** Float64 [sums, units], as `unitSums` has them. */
  sums: Float64Array;
  /** Of each unit; null where the session repeats nothing. */
  repeats: RepeatMeasures[] | null;
  /** null where none was measured. */
  stretch: Stretch | null;
}

/** Bins of a stretch at most. */
const STRETCH = 400;

export interface Measuring {
  /** Whether `add` wants the rates of a batch too: reading them back is for few. */
  wantsRates(rows: Int32Array): boolean;
  /** @param sums float32 [sums, units]. @param rates float32 [rows, units], where they are wanted. */
  add(rows: Int32Array, sums: ArrayLike<number>, rates: Float32Array | null): void;
  finish(): SessionMeasures;
}

export function measuring(session: Session): Measuring {
  const { name, subject, units, start, robs, dfs, repeats } = session;
  const sums = new Float64Array(unitSumNames.length * units);
  const repeated: { bins: number[]; rates: number[] } = { bins: [], rates: [] };
  let stretch: Stretch | null = null;
  const momentOf = (row: number) => (repeats ? Number(repeats[row - start]) : -1);

  function ofUnit(unit: number): RepeatMeasures {
    const places = repeated.bins.flatMap((bin, place) =>
      !dfs || Number(dfs[bin * units + unit]) > 0 ? [place] : [],
    );
    const bins = places.map((place) => repeated.bins[place]!);
    return repeatMeasures({
      moments: bins.map((bin) => momentOf(bin + start)),
      counts: bins.map((bin) => Number(robs[bin * units + unit])),
      rates: places.map((place) => repeated.rates[place * units + unit]!),
    });
  }

  return {
    wantsRates: (rows) => stretch === null || rows.some((row) => momentOf(row) >= 0),
    add(rows, added, rates) {
      for (let i = 0; i < sums.length; i++) sums[i]! += added[i]!;
      if (!rates) return;
      stretch ??= stretchOf(rows, rates, session);
      rows.forEach((row, i) => {
        if (momentOf(row) < 0) return;
        repeated.bins.push(row - start);
        for (let unit = 0; unit < units; unit++) repeated.rates.push(rates[i * units + unit]!);
      });
    },
    finish: () => ({
      ...{ name, subject, units, sums, stretch },
      repeats: repeats && Array.from({ length: units }, (_, unit) => ofUnit(unit)),
    }),
  };
}

/** The bins of the rows that lie closest together, as many as are shown; NaN where a bin is no row. */
function stretchOf(
  rows: Int32Array,
  rates: Float32Array,
  { start, units }: Pick<Session, 'start' | 'units'>,
): Stretch {
  let [first, most] = [0, 0];
  for (let from = 0, to = 0; from < rows.length; from++) {
    while (to < rows.length && rows[to]! < rows[from]! + STRETCH) to++;
    if (to - from > most) [first, most] = [from, to - from];
  }
  const shown = rows.subarray(first, first + most);
  const origin = shown[0]!;
  const bins = shown.at(-1)! - origin + 1;
  const stretch = new Float32Array(bins * units).fill(Number.NaN);
  shown.forEach((row, i) => {
    const place = (first + i) * units;
    stretch.set(rates.subarray(place, place + units), (row - origin) * units);
  });
  return { start: origin - start, rates: stretch };
}
