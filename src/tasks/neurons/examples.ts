/** Units of a validation to look at while a run trains: all in a table, and rates of the best, median and worst of each session. */
import type { Session } from './data/session';
import type { SessionMeasures } from './metrics/measuring';
import { type UnitRow, unitRows } from './metrics/unitRows';

export const roles = ['best', 'median', 'worst'] as const;
export type Role = (typeof roles)[number];

/** Recorded counts and predicted rates of one unit over consecutive bins. */
export interface UnitStretch {
  session: string;
  unit: number;
  cid: number;
  role: Role;
  bitsPerSpike: number;
  /** The first of the bins, counted in the session. */
  start: number;
  /** float32 [bins]; counts are NaN where the mask leaves one out. */
  counts: Float32Array;
  rates: Float32Array;
}

export interface Examples {
  units: UnitRow[];
  stretches: UnitStretch[];
}

export function examplesOf(sessions: readonly Session[], measured: readonly SessionMeasures[]): Examples {
  const units = unitRows(sessions, measured);
  const stretches = sessions.flatMap((session) => {
    const stretch = measured.find(({ name }) => name === session.name)?.stretch;
    if (!stretch) return [];
    const own = units.filter((row) => row.session === session.name);
    return chosen(own).map(({ role, row }): UnitStretch => {
      const { unit, cid, bitsPerSpike } = row;
      const { start } = stretch;
      const bins = stretch.rates.length / session.units;
      const rates = Float32Array.from({ length: bins }, (_, i) => stretch.rates[i * session.units + unit]!);
      const counts = recordedCounts(session, unit, start, start + bins);
      return { session: session.name, unit, cid, role, bitsPerSpike, start, counts, rates };
    });
  });
  return { units, stretches };
}

/** By bits per spike; a session of one unit has a best one only. Those without are none of them. */
function chosen(rows: readonly UnitRow[]): { role: Role; row: UnitRow }[] {
  const ranked = rows
    .filter(({ bitsPerSpike }) => !Number.isNaN(bitsPerSpike))
    .sort((a, b) => b.bitsPerSpike - a.bitsPerSpike);
  const places: Record<Role, number> = {
    best: 0,
    median: (ranked.length - 1) >> 1,
    worst: ranked.length - 1,
  };
  return roles.flatMap((role, i) => {
    const row = ranked[places[role]];
    const taken = roles.slice(0, i).some((other) => places[other] === places[role]);
    return row && !taken ? [{ role, row }] : [];
  });
}

/** Spike counts of a unit in bins of its session; NaN where the mask leaves them out. */
export function recordedCounts(
  { robs, dfs, units }: Pick<Session, 'robs' | 'dfs' | 'units'>,
  unit: number,
  start: number,
  end: number,
): Float32Array {
  return Float32Array.from({ length: end - start }, (_, i) => {
    const place = (start + i) * units + unit;
    return dfs && !(Number(dfs[place]) > 0) ? Number.NaN : Number(robs[place]);
  });
}
