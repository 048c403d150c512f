/** The units that a model predicts worst, by bits per spike. */
import type { WorstSample } from '../../../protocol/worst';
import type { UnitRow } from '../metrics/unitRows';

/** As many as a capsule takes along. */
const MOST = 20;

/** @param units the worst first, those without a value at the end. */
export function worstUnits(units: readonly UnitRow[]): WorstSample[] {
  return units
    .filter(({ bitsPerSpike }) => !Number.isNaN(bitsPerSpike))
    .slice(0, MOST)
    .map(({ session, cid, bitsPerSpike, correlation, spikes, meanRate, meanPrediction }) => ({
      sample: `unit ${cid} of ${session}`,
      measure: 'bits per spike',
      value: bitsPerSpike,
      details: { correlation, spikes, 'mean rate': meanRate, 'mean prediction': meanPrediction },
    }));
}
