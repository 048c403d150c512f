/** Which arrays of a dataset belong to which session, by the keys of VisionCore's files, and what their shapes say. Pure. */
import { sizeOf } from '../../../formats/arrays';
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
  /** Above 0 where the eye tracker knew where the eye looked. */
  eyeValid: ['dpi_valid', 'eye_valid'],
  /** Estimated percentage of a unit's spikes that are missing. */
  missing: ['missing_pct'],
  trials: ['trial_inds', 'trials', 'trial'],
  repeats: ['repeats', 'repeat', 'psth_inds'],
  cids: ['cids', 'unit_ids', 'units'],
} as const;
export type SessionKey = keyof typeof keys;
const isKey = (key: string): key is SessionKey => Object.hasOwn(keys, key);

export type SessionArrays<Found extends Shaped> = { robs: Found } & Partial<Record<SessionKey, Found>>;

/** The arrays of a session. */
export interface SessionGroup<Found extends Shaped> {
  name: string;
  arrays: SessionArrays<Found>;
  /** All of them, by their own names without folders. */
  named: ReadonlyMap<string, Found>;
}

const lastPart = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const groupOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

function groupsOf<Found extends Shaped>(arrays: Iterable<Found>): Map<string, Map<string, Found>> {
  const groups = new Map<string, Map<string, Found>>();
  for (const array of arrays) {
    const group = groupOf(array.name);
    const own = groups.get(group) ?? new Map<string, Found>();
    groups.set(group, own.set(lastPart(array.name), array));
  }
  return groups;
}

/** The array of a group by a key of VisionCore, or by its own name. */
export function arrayCalled<Found extends Shaped>(
  named: ReadonlyMap<string, Found>,
  called: string,
): Found | undefined {
  const key = Object.keys(keys)
    .filter(isKey)
    .find((one) => one === called || keys[one].some((name) => name === called));
  const names: readonly string[] = key ? [called, ...keys[key]] : [called];
  return names.flatMap((name) => named.get(name) ?? [])[0];
}

/**
 * The arrays of each group that has spike counts, by the group's name without folders: `mouse1_a` of `mouse1_a/robs`. A
 * dataset of one file has no group: `session`. Nothing is checked but names.
 */
export function sessionGroups<Found extends Shaped>(arrays: Iterable<Found>): SessionGroup<Found>[] {
  const taken = new Set<string>();
  return [...groupsOf(arrays)].flatMap(([group, named]) => {
    const found: Partial<Record<SessionKey, Found>> = {};
    for (const key of Object.keys(keys).filter(isKey)) {
      const array = arrayCalled(named, key);
      if (array) found[key] = array;
    }
    const { robs, ...rest } = found;
    if (!robs) return [];
    const name = freeName(lastPart(group) || 'session', taken);
    taken.add(name);
    return [{ name, arrays: { robs, ...rest }, named }];
  });
}

/** The same by name, without arrays of other keys. */
export function arraysBySession<Found extends Shaped>(
  arrays: Iterable<Found>,
): Map<string, SessionArrays<Found>> {
  return new Map(sessionGroups(arrays).map(({ name, arrays: own }) => [name, own]));
}

/** The name before its first `_`, which sessions of one animal share. */
export const subjectOf = (session: string) => session.split('_')[0]!;

/** Groups with frames and without spike counts. */
export function groupsWithoutCounts(arrays: Iterable<Shaped>): string[] {
  return [...groupsOf(arrays)]
    .filter(([, named]) => arrayCalled(named, 'stim') && !arrayCalled(named, 'robs'))
    .map(([group]) => lastPart(group) || 'session');
}

/** Names that were made of another one that was taken: `mouse1_a.2`. */
export function renamed(names: readonly string[]): string[] {
  return names.filter((name) => {
    const [, original] = /^(.+)\.\d+$/.exec(name) ?? [];
    return original !== undefined && names.includes(original);
  });
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let copy = 2; taken.has(name); copy++) name = `${wanted}.${copy}`;
  return name;
}

/** Whether a dataset has recordings by these keys: spike counts, and frames or behaviour beside them. */
export function looksLikeSessions(arrays: Iterable<Shaped>): boolean {
  return sessionGroups(arrays).some(
    ({ arrays: { robs, stim, behavior } }) =>
      robs.shape.length === 2 &&
      // Counts that lie the other way are told to be so, not taken for something else.
      robs.shape.some((length) => length === stim?.shape[0] || length === behavior?.shape[0]) &&
      (stim === undefined || stim.shape.length === 3 || stim.shape.length === 4),
  );
}

/** Time bins of all sessions together. */
export function countBins(arrays: Iterable<Shaped>): number {
  return sessionGroups(arrays).reduce((sum, { arrays: { robs } }) => sum + (robs.shape[0] ?? 0), 0);
}

/** Frames of a session as they are stored. */
export interface FrameShape {
  height: number;
  width: number;
  channels: number;
  /** Whether a frame is stored [channels, height, width], as PyTorch has it. */
  channelsFirst: boolean;
}

/** What a session's arrays say about their sizes. */
export interface SessionShape {
  /** Time bins. */
  bins: number;
  units: number;
  /** null without frames. */
  frame: FrameShape | null;
}

/** Arrays that need no value a bin. */
const timeless: readonly string[] = ['cids'] satisfies SessionKey[];

/**
 * @param name of the session, for errors.
 * @throws AnnealError `data-mismatch` for shapes that do not go together, `data-type` for text, `data-empty`.
 */
export function sessionShape(name: string, arrays: SessionArrays<Shaped>): SessionShape {
  const { robs, stim, behavior, dfs, missing } = arrays;
  const refuse: Refuse = refusalOf(name);
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
  const timed = Object.entries(arrays)
    .filter(([key, { shape }]) => !timeless.includes(key) && sizeOf(shape) !== 1)
    .map(([, array]) => array);
  const others = timed.filter((array) => array !== robs);
  if (others.length > 0 && others.every(({ shape: [length] }) => length === units && length !== bins)) {
    refuse(robs, `looks transposed: ${others[0]!.name} has ${units} time bins`, `[${units}, ${bins}]`);
  }
  for (const array of others) {
    if (array.shape[0] === bins) continue;
    refuse(array, `has ${array.shape[0]} time bins, and \`${robs.name}\` has ${bins}`, `[${bins}, ...]`);
  }
  for (const mask of [dfs, missing]) {
    const [, width = 1, ...more] = mask?.shape ?? [];
    if (mask && (more.length > 0 || (width !== 1 && width !== units)))
      refuse(mask, `fits no unit`, `[${bins}] or [${bins}, ${units}]`);
  }
  if (behavior && behavior.shape.length > 2)
    refuse(behavior, `has ${behavior.shape.length} axes`, `[${bins}, values]`);
  return { bins, units, frame: stim ? frameOf(stim, refuse) : null };
}

/** Of an array that a transform makes frames of. @throws AnnealError `data-mismatch`. */
export function frameShape(session: string, array: Shaped, bins: number): FrameShape {
  const refuse: Refuse = refusalOf(session);
  if (array.shape[0] !== bins) refuse(array, `has ${array.shape[0]} time bins`, `[${bins}, height, width]`);
  return frameOf(array, refuse);
}

function refusalOf(session: string): Refuse {
  return ({ name: place, shape }, why, needed) => {
    throw new AnnealError('data-mismatch', `The array \`${place}\` of session ${session} ${why}.`, {
      place,
      received: `shape [${shape.join(', ')}]`,
      remedy: `Give it the shape ${needed}.`,
    });
  };
}

type Refuse = (array: Shaped, why: string, needed: string) => never;

/** So many channels are told apart from rows of pixels. */
const MAX_CHANNELS = 4;

/** [T, H, W], [T, H, W, channels], or as PyTorch has it [T, channels, H, W]; of few pixels each way the channels are last. */
function frameOf(stim: Shaped, refuse: Refuse): FrameShape {
  const [, ...rest] = stim.shape;
  if (rest.length === 2) return { height: rest[0]!, width: rest[1]!, channels: 1, channelsFirst: false };
  if (rest.length !== 3) refuse(stim, `has ${stim.shape.length} axes`, '[time bins, height, width]');
  const [first = 0, second = 0, third = 0] = rest;
  if (first === 1) return { height: second, width: third, channels: 1, channelsFirst: false };
  if (third <= MAX_CHANNELS) return { height: first, width: second, channels: third, channelsFirst: false };
  if (first <= MAX_CHANNELS) return { height: second, width: third, channels: first, channelsFirst: true };
  return refuse(
    stim,
    `has ${third} channels`,
    '[time bins, height, width], [time bins, height, width, channels] or [time bins, channels, height, width]',
  );
}
