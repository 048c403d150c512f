/** Which arrays of a dataset belong to which session, by the keys of VisionCore's files. Pure. */
import { AnnealError } from '../../../protocol/errors';

interface Shaped {
  name: string;
  shape: readonly number[];
  categories?: readonly string[] | null;
}

/** Keys, and other names that the same is given. */
const keys = {
  stim: ['stim', 'stimulus', 'frames'],
  robs: ['robs', 'spikes', 'responses'],
  behavior: ['behavior', 'behaviour'],
  dfs: ['dfs', 'data_filters', 'valid'],
  eye: ['eyepos', 'eye', 'eye_position', 'pupil'],
  trials: ['trial_inds', 'trials', 'trial'],
  repeats: ['repeats', 'repeat', 'psth_inds'],
  cids: ['cids', 'unit_ids', 'units'],
} as const;
export type SessionKey = keyof typeof keys;
const isKey = (key: string): key is SessionKey => Object.hasOwn(keys, key);

export type SessionArrays<Found extends Shaped> = { robs: Found } & Partial<Record<SessionKey, Found>>;

const lastPart = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const groupOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/**
 * The arrays of each group that has spike counts, by the group's name without folders: `mouse1_a` of `mouse1_a/robs`. A
 * dataset of one file has no group: `session`. Nothing is checked but names.
 */
export function arraysBySession<Found extends Shaped>(
  arrays: Iterable<Found>,
): Map<string, SessionArrays<Found>> {
  const groups = new Map<string, Found[]>();
  for (const array of arrays) {
    const group = groupOf(array.name);
    groups.set(group, [...(groups.get(group) ?? []), array]);
  }
  const sessions = new Map<string, SessionArrays<Found>>();
  for (const [group, own] of groups) {
    const found: Partial<Record<SessionKey, Found>> = {};
    for (const key of Object.keys(keys).filter(isKey)) {
      const array = keys[key].flatMap((name) => own.filter((one) => lastPart(one.name) === name))[0];
      if (array) found[key] = array;
    }
    const { robs, ...rest } = found;
    if (robs) sessions.set(freeName(lastPart(group) || 'session', sessions), { robs, ...rest });
  }
  return sessions;
}

function freeName(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  let name = wanted;
  for (let copy = 2; taken.has(name); copy++) name = `${wanted}.${copy}`;
  return name;
}

/** Whether a dataset has recordings by these keys: spike counts, and frames or behaviour beside them. */
export function looksLikeSessions(arrays: Iterable<Shaped>): boolean {
  const sessions = [...arraysBySession(arrays).values()];
  return sessions.some(
    ({ robs, stim, behavior }) =>
      robs.shape.length === 2 &&
      (stim?.shape[0] === robs.shape[0] || behavior?.shape[0] === robs.shape[0]) &&
      (stim === undefined || stim.shape.length === 3 || stim.shape.length === 4),
  );
}

/** What a session's arrays say about their sizes. */
export interface SessionShape {
  /** Time bins. */
  bins: number;
  units: number;
  /** Of a frame, channels last; null without frames. */
  frame: { height: number; width: number; channels: number } | null;
  /** Values of behaviour a bin; 0 without behaviour. */
  behaviors: number;
}

/**
 * @param name of the session, for errors.
 * @throws AnnealError `data-mismatch` for shapes that do not go together, `data-type` for text, `data-empty`.
 */
export function sessionShape(name: string, arrays: SessionArrays<Shaped>): SessionShape {
  const { robs, stim, behavior, dfs } = arrays;
  const refuse = ({ name: place, shape }: Shaped, why: string, needed: string): never => {
    throw new AnnealError('data-mismatch', `The array \`${place}\` of session ${name} ${why}.`, {
      place,
      received: `shape [${shape.join(', ')}]`,
      remedy: `Give it the shape ${needed}.`,
    });
  };
  for (const array of Object.values(arrays)) {
    if (!array.categories) continue;
    throw new AnnealError('data-type', `The array \`${array.name}\` of session ${name} holds text.`, {
      place: array.name,
      received: array.categories.slice(0, 5).join(', '),
      remedy: 'Give it as numbers.',
    });
  }
  if (robs.shape.length !== 2) refuse(robs, `has ${robs.shape.length} axes`, '[time bins, units]');
  const [bins = 0, units = 0] = robs.shape;
  if (bins === 0 || units === 0) {
    throw new AnnealError('data-empty', `Session ${name} has no ${bins === 0 ? 'time bins' : 'units'}.`, {
      place: robs.name,
      received: `shape [${robs.shape.join(', ')}]`,
      remedy: 'Leave the session out.',
    });
  }
  for (const array of Object.values(arrays)) {
    if (array === arrays.cids || array.shape[0] === bins) continue;
    refuse(array, `has ${array.shape[0]} time bins, and \`${robs.name}\` has ${bins}`, `[${bins}, ...]`);
  }
  if (dfs && !(dfs.shape.length === 1 || (dfs.shape.length === 2 && [1, units].includes(dfs.shape[1]!))))
    refuse(dfs, 'fits no unit', `[${bins}] or [${bins}, ${units}]`);
  if (behavior && behavior.shape.length > 2)
    refuse(behavior, `has ${behavior.shape.length} axes`, `[${bins}, values]`);
  return {
    bins,
    units,
    frame: stim ? frameOf(stim, refuse) : null,
    behaviors: behavior ? (behavior.shape[1] ?? 1) : 0,
  };
}

/** [T, H, W], [T, H, W, channels], or as PyTorch has it [T, channels, H, W]. */
function frameOf(
  stim: Shaped,
  refuse: (array: Shaped, why: string, needed: string) => never,
): NonNullable<SessionShape['frame']> {
  const [, ...rest] = stim.shape;
  if (rest.length === 2) return { height: rest[0]!, width: rest[1]!, channels: 1 };
  if (rest.length !== 3) refuse(stim, `has ${stim.shape.length} axes`, '[time bins, height, width]');
  const [first = 0, second = 0, third = 0] = rest;
  if (first === 1) return { height: second, width: third, channels: 1 };
  if (third <= 4) return { height: first, width: second, channels: third };
  return refuse(
    stim,
    `has ${third} channels`,
    '[time bins, height, width] or [time bins, height, width, channels]',
  );
}
