/** A session in numbers: rates of its units, and how many samples it gives. */
import { AnnealError } from '../../../protocol/errors';
import type { Watch } from '../../engine';
import type { NeuronsConfig } from '../config';
import { readSession } from '../data/session';
import { settingsOf } from '../data/sessionSettings';
import { recordedRate } from '../data/sessionValues';
import { usableBins } from '../data/usableBins';
import { historyOf } from '../prepare';
import type { SessionSummary } from './questions';
import { MOST_VALUES, rangesToRead, readRanges, type StoredSession, widthOf } from './storedSession';

/** Stretches that a long recording is sampled in. */
const STRETCHES = 64;

/** @param config by which samples are taken; the rates are of all units and bins that dfs trusts. */
export async function summarize(
  session: StoredSession,
  config: NeuronsConfig,
  watch: Watch,
  mostValues = MOST_VALUES,
): Promise<SessionSummary> {
  const { rates, sampled } = await unitRates(session, watch, mostValues);
  const known = rates.filter((rate) => rate !== null);
  return {
    rates,
    cids: await unitNames(session),
    meanRate: known.length > 0 ? known.reduce((sum, rate) => sum + rate, 0) / known.length : null,
    sampled,
    binsPerSecond: await recordedRate(session.data, session.named),
    ...(await samplesOf(session, config)),
  };
}

async function unitRates(
  { data, arrays: { robs, dfs }, shape: { bins, units } }: StoredSession,
  watch: Watch,
  mostValues: number,
): Promise<Pick<SessionSummary, 'rates' | 'sampled'>> {
  const { ranges, sampled } = rangesToRead({ start: 0, end: bins }, units, STRETCHES, mostValues);
  const spikes = new Float64Array(units);
  const weights = new Float64Array(units);
  const shared = dfs !== undefined && widthOf(dfs) === 1;
  for await (const { start, end, values } of readRanges(data, [robs, dfs], ranges, watch)) {
    const [counts, mask = null] = values;
    for (let i = 0; i < (end - start) * units; i++) {
      const unit = i % units;
      const weight = mask ? Number(mask[shared ? (i - unit) / units : i]) : 1;
      if (!(weight > 0)) continue;
      weights[unit]! += weight;
      spikes[unit]! += weight * Number(counts![i]);
    }
  }
  return {
    rates: Array.from(spikes, (sum, unit) => (weights[unit]! > 0 ? sum / weights[unit]! : null)),
    sampled,
  };
}

/** Read as training reads it, but for the frames. */
async function samplesOf(
  { data, ...found }: StoredSession,
  config: NeuronsConfig,
): Promise<Pick<SessionSummary, 'usable' | 'error'>> {
  try {
    const settings = settingsOf(config.dataset, found.name);
    const behaves = config.model.modulator.name !== 'none';
    const read = await readSession(data, found, settings, { behaves }, () => {});
    const { usable } = usableBins(read, historyOf(config));
    return { usable: usable.reduce((sum, one) => sum + one, 0), error: null };
  } catch (thrown) {
    return { usable: null, error: AnnealError.from(thrown).toJSON() };
  }
}

async function unitNames({ data, arrays: { cids }, shape: { units } }: StoredSession): Promise<number[]> {
  const named = cids && (await data.read(cids.name));
  return Array.from({ length: units }, (_, unit) => Number(named?.[unit] ?? unit));
}
