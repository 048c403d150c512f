/** A recording session as training takes it: spike counts, masks and behaviour in memory, frames wherever they lie. */
import { type DatasetReader, readWhole } from '../../../engine/data/datasetReader';
import type { PixelType } from '../../../engine/kernels/images/packedPixels';
import type { ArrayOutline, NumericArray } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import { arraysBySession, type SessionArrays, type SessionShape, sessionShape } from './sessionArrays';

/** Frames as they are stored, and what makes the values of them that the model sees: (pixel − shift) · scale. */
export interface Frames {
  height: number;
  width: number;
  channels: number;
  pixelType: PixelType;
  shift: number;
  scale: number;
  /** Frames from `start` to `end`. */
  read(start: number, end: number): Promise<NumericArray>;
}

export interface Session {
  name: string;
  /** The name before its first `_`, which sessions of one animal share. */
  subject: string;
  bins: number;
  units: number;
  /** The first row of its bins among those of all sessions. */
  start: number;
  frames: Frames | null;
  /** Spike counts [bins, units]. */
  robs: NumericArray;
  /** [bins, units], above 0 where a count is trusted; null where all are. */
  dfs: NumericArray | null;
  /** float32 [bins, behaviors], finite where `usable`; null without behaviour. */
  behavior: Float32Array | null;
  behaviors: number;
  /** [bins] trial numbers, and numbers of the moment in a repeated stimulus, below 0 where it is not repeated; null without. */
  trials: NumericArray | null;
  repeats: NumericArray | null;
  /** [units] names of units as their numbers. */
  cids: Float64Array;
  /** [bins] 1 where a sample may be taken: its lags lie in the recording, a unit counts, behaviour is known. */
  usable: Uint8Array;
}

/** The sessions of a dataset with their shapes, nothing read. @throws AnnealError `data-not-found` without any, and of a shape. */
export function findSessions(
  arrays: Iterable<ArrayOutline>,
): { name: string; arrays: SessionArrays<ArrayOutline>; shape: SessionShape }[] {
  const all = [...arrays];
  const found = [...arraysBySession(all)].map(([name, own]) => ({
    name,
    arrays: own,
    shape: sessionShape(name, own),
  }));
  if (found.length > 0) return found;
  throw new AnnealError('data-not-found', 'There is no array `robs` of spike counts.', {
    place: 'robs',
    received: all.map(({ name }) => name).join(', ') || 'no arrays',
    remedy: 'Give each session as a file with robs [time bins, units] and stim [time bins, height, width].',
  });
}

export const subjectOf = (name: string) => name.split('_')[0]!;

/** Reads all but the frames. @param start first row of the session. @param history bins that a sample looks back. */
export async function readSession(
  data: DatasetReader,
  { name, arrays, shape }: ReturnType<typeof findSessions>[number],
  { start, history }: { start: number; history: number },
): Promise<Session> {
  const whole = async (array: ArrayOutline | undefined) =>
    array ? (await readWhole(data, array.name)).data : null;
  const { bins, units } = shape;
  const robs = (await whole(arrays.robs))!;
  const dfs = await whole(arrays.dfs);
  const behavior = await whole(arrays.behavior);
  const cids = await whole(arrays.cids);
  const session = {
    name,
    subject: subjectOf(name),
    bins,
    units,
    start,
    frames: arrays.stim && shape.frame ? framesOf(data, arrays.stim, shape.frame) : null,
    robs,
    dfs: dfs && spread(dfs, bins, units),
    behavior: behavior && Float32Array.from(behavior, Number),
    behaviors: shape.behaviors,
    trials: await whole(arrays.trials),
    repeats: await whole(arrays.repeats),
    cids: Float64Array.from({ length: units }, (_, unit) => Number(cids?.[unit] ?? unit)),
  };
  return { ...session, usable: usableBins(session, history) };
}

function framesOf(
  data: DatasetReader,
  { name, dtype }: ArrayOutline,
  frame: NonNullable<SessionShape['frame']>,
): Frames {
  const values = frame.height * frame.width * frame.channels;
  const bytes = dtype === 'uint8';
  return {
    ...frame,
    pixelType: bytes ? 'uint8' : 'float32',
    // Bytes are centred and brought to about ±0.5, as VisionCore's `pixelnorm` has them; other frames are taken as they are.
    shift: bytes ? 127 : 0,
    scale: bytes ? 1 / 255 : 1,
    async read(start, end) {
      const read = await data.read(name, start * values, end * values);
      return read instanceof Uint8Array || read instanceof Float32Array
        ? read
        : Float32Array.from(read, Number);
    },
  };
}

/** A mask of each unit: where there is one for all, it is repeated. */
export function spread(dfs: NumericArray, bins: number, units: number): NumericArray {
  if (dfs.length === bins * units) return dfs;
  return Uint8Array.from({ length: bins * units }, (_, i) =>
    Number(dfs[Math.floor(i / units)]) > 0 ? 1 : 0,
  );
}

/** [bins] 1 where a sample may be taken. @param history bins at the beginning that have too little before them. */
export function usableBins(
  {
    bins,
    units,
    dfs,
    behavior,
    behaviors,
  }: Pick<Session, 'bins' | 'units' | 'dfs' | 'behavior' | 'behaviors'>,
  history: number,
): Uint8Array {
  const usable = new Uint8Array(bins).fill(1, Math.min(history, bins));
  for (let bin = 0; bin < bins; bin++) {
    if (!usable[bin]) continue;
    const counted = !dfs || dfs.subarray(bin * units, (bin + 1) * units).some((value) => Number(value) > 0);
    const known =
      !behavior || behavior.subarray(bin * behaviors, (bin + 1) * behaviors).every(Number.isFinite);
    if (!counted || !known) usable[bin] = 0;
  }
  return usable;
}
