/** The units of a session by their rates. Pure. */
import type { SessionSummary } from '../../preview/questions';

export interface UnitRate {
  /** Its place in the arrays. */
  unit: number;
  /** Name of the unit, its number in the recording. */
  cid: number;
  /** Spikes a bin. */
  rate: number;
}

/** The highest first; without units that have no valid bin. */
export function sortedRates({ rates, cids }: Pick<SessionSummary, 'rates' | 'cids'>): UnitRate[] {
  return rates
    .flatMap((rate, unit) => (rate === null ? [] : [{ unit, cid: cids[unit]!, rate }]))
    .sort((a, b) => b.rate - a.rate);
}
