/** A recording session as training takes it: spike counts, masks and behaviour in memory, frames wherever they lie. */
import type { DatasetReader } from '../../../engine/data/datasetReader';
import type { ArrayOutline, NumericArray } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import { readBehavior, sourceArray } from './behavior';
import { readCounts } from './counts';
import { type Frames, openFrames } from './frames';
import { allOf, fewMissing, validLags } from './masks';
import { checkBehavior, checkFrames, remarkUnits } from './oddities';
import { averaged, binsTogether, firstOf, lowest } from './resampling';
import {
  frameShape,
  type SessionGroup,
  type SessionShape,
  sessionGroups,
  sessionShape,
  subjectOf,
} from './sessionArrays';
import type { Remarks } from './sessionRemarks';
import { chosenUnits, type SessionSettings } from './sessionSettings';
import { readNumbers, recordedRate } from './sessionValues';
import { trustedBins } from './usableBins';

/** What is known of a session without its values. */
export interface SessionFacts {
  name: string;
  /** The name before its first `_`, which sessions of one animal share. */
  subject: string;
  bins: number;
  units: number;
  /** The first row of its bins among those of all sessions. */
  start: number;
  /** null without frames. */
  frameSize: { height: number; width: number; channels: number } | null;
  behaviors: number;
  /** [bins] trial numbers, and numbers of the moment in a repeated stimulus, below 0 where it is not repeated; null without. */
  trials: NumericArray | null;
  repeats: NumericArray | null;
  /** [units] names of units as their numbers. */
  cids: Float64Array;
  /** Bins a second, where the data say so. */
  rate: number | null;
  /** [bins] 1 where a sample may be taken: its lags lie in the recording and its trial, a unit counts, behaviour is known. */
  usable: Uint8Array;
}

export interface Session extends SessionFacts {
  frames: Frames | null;
  /** Spike counts [bins, units]. */
  robs: NumericArray;
  /** [bins, units], above 0 where a count is trusted; null where all are. */
  dfs: NumericArray | null;
  /** float32 [bins, behaviors], finite where `usable`; null without behaviour. */
  behavior: Float32Array | null;
}

/** A session before it is known how far a sample looks back, and where its bins stand among those of the others. */
export type ReadSession = Omit<Session, 'start' | 'usable'> & {
  /** [bins] 1 where a unit counts and behaviour is known. */
  trusted: Uint8Array;
};

export interface FoundSession extends SessionGroup<ArrayOutline> {
  shape: SessionShape;
}

/** The sessions of a dataset with their shapes, nothing read. @throws AnnealError `data-not-found` without any, and of a shape. */
export function findSessions(arrays: Iterable<ArrayOutline>): FoundSession[] {
  const all = [...arrays];
  const found = sessionGroups(all).map((group) => ({
    ...group,
    shape: sessionShape(group.name, group.arrays),
  }));
  if (found.length > 0) return found;
  throw new AnnealError('data-not-found', 'There is no array `robs` of spike counts.', {
    place: 'robs',
    received: all.map(({ name }) => name).join(', ') || 'no arrays',
    remedy: 'Give each session as a file with robs [time bins, units] and stim [time bins, height, width].',
  });
}

/**
 * Reads all but the frames, and remarks what is odd.
 * @param behaves whether behaviour is wanted.
 * @throws AnnealError of counts, settings and arrays that nothing can be made of.
 */
export async function readSession(
  data: DatasetReader,
  { name, arrays, named, shape }: FoundSession,
  settings: SessionSettings,
  { behaves }: { behaves: boolean },
  remark: Remarks['add'],
): Promise<ReadSession> {
  const recorded = await recordedRate(data, named);
  const factor = binsTogether(name, settings.sampling, recorded);
  const bins = Math.floor(shape.bins / factor);
  const listed = arrays.cids && (await readNumbers(data, arrays.cids));
  const all = Float64Array.from({ length: shape.units }, (_, unit) => Number(listed?.[unit] ?? unit));
  const columns = chosenUnits(name, all, settings);
  const units = columns?.length ?? shape.units;
  const counts = readCounts(await readNumbers(data, arrays.robs), {
    session: name,
    units: shape.units,
    columns,
    factor,
  });
  if (counts.missing > 0) remark('counts-missing', name, String(counts.missing));
  if (counts.fractions > 0) remark('counts-fractional', name, String(counts.fractions));
  const stored = arrays.trials && (await readNumbers(data, arrays.trials));
  const trials = stored ? firstOf(stored, factor) : null;
  const repeats = arrays.repeats && (await readNumbers(data, arrays.repeats));
  const dfs = await masksOf();
  const behavior = behaves
    ? await readBehavior(data, {
        session: name,
        named,
        transforms: settings.transforms,
        factor,
        bins,
        lag: settings.behaviorLag,
      })
    : null;
  if (behavior) checkBehavior(name, behavior, settings.behaviorLag, remark);
  const frames = framesOf();
  if (frames) await checkFrames(name, frames, bins, remark);
  const session = {
    name,
    subject: subjectOf(name),
    bins,
    units,
    frames,
    robs: counts.robs,
    dfs,
    trials,
    frameSize: frames && { height: frames.height, width: frames.width, channels: frames.channels },
    behavior: behavior?.values ?? null,
    behaviors: behavior?.width ?? 0,
    repeats: repeats ? firstOf(repeats, factor).map((moment) => Math.floor(moment / factor)) : null,
    cids: columns ? Float64Array.from(columns, (unit) => all[unit]!) : all,
    rate: settings.sampling ? settings.sampling.targetRate : recorded,
  };
  const trusted = trustedBins(session);
  remarkUnits(session, trusted, remark);
  return { ...session, trusted };

  async function masksOf(): Promise<NumericArray | null> {
    const parts: ArrayLike<number>[] = counts.recorded ? [counts.recorded] : [];
    if (arrays.dfs) {
      const values = await readNumbers(data, arrays.dfs);
      const width = values.length / shape.bins;
      parts.push(
        lowest(
          width === shape.units ? columnsOf(values, width, columns) : values,
          width === 1 ? 1 : units,
          factor,
        ),
      );
    }
    if (stored && factor > 1) {
      const single = Uint8Array.from({ length: bins }, (_, bin) =>
        stored.subarray(bin * factor, (bin + 1) * factor).every((trial) => trial === stored[bin * factor])
          ? 1
          : 0,
      );
      const mixed = single.reduce((sum, one) => sum + 1 - one, 0);
      if (mixed > 0) {
        parts.push(single);
        remark('trials-mixed', name, String(mixed));
      }
    }
    if (settings.validLags !== null) {
      const valid = arrays.eyeValid && lowest(await readNumbers(data, arrays.eyeValid), 1, factor);
      parts.push(validLags(bins, settings.validLags, trials, valid ?? null));
    }
    if (settings.missingThreshold !== null) {
      if (!arrays.missing) throw withoutMissing(name);
      const values = await readNumbers(data, arrays.missing);
      const width = values.length / shape.bins;
      const own = width === shape.units ? columnsOf(values, width, columns) : values;
      const few = fewMissing(
        averaged(own, width === 1 ? 1 : units, factor),
        width === 1 ? 1 : units,
        settings.missingThreshold,
      );
      parts.push(few);
    }
    return allOf(parts, bins, units);
  }

  function framesOf(): Frames | null {
    const made = Object.entries(settings.transforms).filter(([, { exposeAs }]) => exposeAs === 'stim');
    const [first, ...more] = made;
    if (more.length > 0) {
      throw new AnnealError('config-invalid', 'Several transforms make the stimulus.', {
        place: 'dataset.transforms',
        received: made.map(([transform]) => transform).join(', '),
        remedy: 'Keep one of them.',
      });
    }
    if (!first) {
      const { stim } = arrays;
      return stim && shape.frame
        ? openFrames(data, { array: stim, shape: shape.frame, factor, bins }, null)
        : null;
    }
    const [transform, { source, ops }] = first;
    if (source === 'stim' && !arrays.stim) return null;
    const array = sourceArray({ session: name, named }, transform, source);
    return openFrames(data, { array, shape: frameShape(name, array, shape.bins), factor, bins }, ops);
  }
}

function columnsOf(values: ArrayLike<number>, width: number, columns: Int32Array | null): ArrayLike<number> {
  if (!columns) return values;
  const bins = values.length / width;
  const chosen =
    values instanceof Uint8Array
      ? new Uint8Array(bins * columns.length)
      : new Float32Array(bins * columns.length);
  for (let bin = 0, at = 0; bin < bins; bin++)
    for (const column of columns) chosen[at++] = values[bin * width + column]!;
  return chosen;
}

function withoutMissing(session: string): AnnealError {
  return new AnnealError('data-not-found', `Session ${session} has no array \`missing_pct\` to filter by.`, {
    place: 'dataset.missingThreshold',
    received: 'missing_pct',
    remedy: `Leave dataset.missingThreshold empty, or set dataset.sessions.${session}.missingThreshold to null.`,
  });
}
