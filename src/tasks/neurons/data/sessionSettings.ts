/** The dataset's settings as each session has them: its own laid over them, objects key by key, all else whole. Pure. */
import { nearestName } from '../../../config/nearestName';
import { AnnealError } from '../../../protocol/errors';
import { type NeuronsDatasetConfig, neuronsDatasetSchema } from '../datasetConfig';
import { eyeBehavior } from '../transformConfig';

/** What a session is read by. */
export interface SessionSettings
  extends Pick<
    NeuronsDatasetConfig,
    | 'units'
    | 'sampling'
    | 'behaviorLag'
    | 'transforms'
    | 'validLags'
    | 'missingThreshold'
    | 'split'
    | 'validationFraction'
  > {
  cids: readonly number[] | null;
  visual: readonly number[] | null;
  qc: readonly number[] | null;
}

/** @throws AnnealError `config-invalid` for lags of its own, and for settings that are incomplete together. */
export function settingsOf(dataset: NeuronsDatasetConfig, session: string): SessionSettings {
  const place = `dataset.sessions.${session}`;
  const { cids = null, visual = null, qc = null, lags, ...own } = dataset.sessions[session] ?? {};
  if (lags !== undefined) {
    throw new AnnealError('config-invalid', `Session ${session} asks for lags of its own.`, {
      place: `${place}.lags`,
      received: JSON.stringify(lags),
      remedy: 'Set dataset.lags: all sessions go through one core, which needs as many frames of each.',
    });
  }
  const laid = laidOver(dataset, own);
  const parsed = neuronsDatasetSchema.safeParse(laid);
  if (!parsed.success) {
    const [{ path = [], message = '' } = {}] = parsed.error.issues;
    throw new AnnealError('config-invalid', `\`${[place, ...path].join('.')}\` does not fit: ${message}.`, {
      place: [place, ...path].join('.'),
      remedy: 'Complete it, as the settings of the dataset are.',
    });
  }
  const { behavior, transforms } = parsed.data;
  const isMade = Object.values(transforms).some(({ exposeAs }) => exposeAs === 'behavior');
  const eye = behavior === 'eye' && !isMade ? eyeBehavior : {};
  return { ...parsed.data, transforms: { ...transforms, ...eye }, cids, visual, qc };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Objects key by key; what the other does not say stays. */
function laidOver(below: unknown, above: unknown): unknown {
  if (above === undefined) return below;
  if (!isObject(below) || !isObject(above)) return above;
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) merged[key] = laidOver(below[key], value);
  return merged;
}

/**
 * The names that are used, in their order in the data, and those that are asked for in vain.
 * @throws AnnealError `config-invalid` where none is left.
 */
export function usedSessions(
  names: readonly string[],
  { use }: Pick<NeuronsDatasetConfig, 'use'>,
): { used: string[]; absent: string[] } {
  if (use.length === 0) return { used: [...names], absent: [] };
  const used = names.filter((name) => use.includes(name));
  const absent = use.filter((name) => !names.includes(name));
  if (used.length > 0) return { used, absent };
  const nearest = nearestName(use[0]!, names);
  throw new AnnealError('config-invalid', 'None of the sessions in dataset.use is among the data.', {
    place: 'dataset.use',
    received: use.slice(0, 5).join(', '),
    remedy: nearest ? `Did you mean ${nearest}?` : `There are: ${names.slice(0, 20).join(', ')}.`,
  });
}

/**
 * Positions of the units that a session's settings choose, ascending; null for all.
 * @param cids names of its units.
 * @throws AnnealError `config-invalid` for units that it does not have, lists that it lacks, and where none is left.
 */
export function chosenUnits(
  session: string,
  cids: Float64Array,
  { units, visual, qc, cids: listed }: Pick<SessionSettings, 'units' | 'visual' | 'qc' | 'cids'>,
): Int32Array | null {
  if (units === 'all' && !listed) return null;
  const place = `dataset.sessions.${session}`;
  const strange = (listed ?? []).filter((cid) => !cids.includes(cid));
  if (strange.length > 0) {
    throw new AnnealError('config-invalid', `Session ${session} does not have units that it lists.`, {
      place: `${place}.cids`,
      received: strange.slice(0, 8).join(', '),
      remedy: `Its units are ${[...cids.subarray(0, 12)].join(', ')}${cids.length > 12 ? ', …' : ''}.`,
    });
  }
  const lists = [
    ...(listed ? [listed] : []),
    ...(units === 'visual' || units === 'visualAndQc' ? [required('visual', visual)] : []),
    ...(units === 'qc' || units === 'visualAndQc' ? [required('qc', qc)] : []),
  ].map((list) => new Set(list));
  const chosen = Int32Array.from(
    [...cids.keys()].filter((unit) => lists.every((list) => list.has(cids[unit]!))),
  );
  if (chosen.length > 0) return chosen;
  throw new AnnealError('config-invalid', `No unit of session ${session} is chosen.`, {
    place,
    received: `units ${units}`,
    remedy: 'Choose others, or leave the session out of dataset.use.',
  });

  function required(name: 'visual' | 'qc', list: readonly number[] | null): readonly number[] {
    if (list) return list;
    throw new AnnealError('config-invalid', `Session ${session} has no list of units called ${name}.`, {
      place: `${place}.${name}`,
      received: `units ${units}`,
      remedy: `Add it, or set dataset.units to all.`,
    });
  }
}
