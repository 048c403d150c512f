/** The measures of all units of all sessions, a row each, as tables list them. */
import type { Session } from '../data/session';
import type { SessionMeasures } from './measuring';
import type { RepeatMeasures } from './repeats';
import { type UnitMeasures, unitMeasures } from './unitSums';

export interface UnitRow
  extends UnitMeasures,
    Pick<RepeatMeasures, 'meanCorrelation' | 'normalisedCorrelation'> {
  session: string;
  /** Its place among the units of the session, and its number in the recording. */
  unit: number;
  cid: number;
}

/** Sessions one after the other, units in the order of the recording; without repeats their measures are NaN. */
export function unitRows(
  sessions: readonly Pick<Session, 'name' | 'cids'>[],
  measured: readonly SessionMeasures[],
): UnitRow[] {
  const cids = new Map(sessions.map(({ name, cids }) => [name, cids]));
  return measured.flatMap(({ name, units, sums, repeats }) =>
    unitMeasures(sums, units).map((measures, unit) => ({
      ...measures,
      session: name,
      unit,
      cid: cids.get(name)![unit]!,
      meanCorrelation: repeats?.[unit]?.meanCorrelation ?? Number.NaN,
      normalisedCorrelation: repeats?.[unit]?.normalisedCorrelation ?? Number.NaN,
    })),
  );
}
