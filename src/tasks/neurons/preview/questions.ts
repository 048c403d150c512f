/** What the page asks of a dataset of recordings, with the answers: each about one session, and a part of it. */
import { z } from 'zod';
import type { ErrorJson } from '../../../protocol/errors';

const place = z.number().int().min(0);
const session = z.string();

/** Frames that are read at once, at most. */
export const mostFrames = 64;
/** Columns that a stretch of time is drawn with, at most. */
export const mostColumns = 2048;
/** Values of behaviour that are drawn at once, at most. */
export const mostBehaviors = 8;

const stretch = z.strictObject({ session, start: place, end: place });
const isStretch = ({ start, end }: { start: number; end: number }) => start < end;
const columns = z.number().int().min(1).max(mostColumns);

/** Asked with a configuration. */
export const summaryArgument = z.strictObject({ session });

export interface SessionSummary {
  /** Spikes a bin of each unit, over its valid bins; null without any. */
  rates: (number | null)[];
  /** Names of the units as their numbers. */
  cids: number[];
  /** Mean of the rates that are known; null without any. */
  meanRate: number | null;
  /** Whether the rates come from a part of the recording, since it is long. */
  sampled: boolean;
  /** Bins that a sample may be taken of, as the configuration reads the session; null where it cannot. */
  usable: number | null;
  /** Why it cannot. */
  error: ErrorJson | null;
  /** null where the data do not say. */
  binsPerSecond: number | null;
}

export const activityArgument = stretch
  .extend({ columns })
  .refine(isStretch, 'A stretch has a bin at least.');

export interface Activity {
  /** As asked, or one of each bin where those are fewer. */
  columns: number;
  units: number;
  /** Spikes a bin, [units, columns], over the valid bins of a column; NaN without any. */
  counts: Float32Array;
  /** Fraction of a column's bins that are valid, [units, columns]. */
  valid: Float32Array;
  /** Mean of the counts over the units, [columns]; NaN without any. */
  population: Float32Array;
  /** Whether only the beginning of each column was read. */
  sampled: boolean;
}

export const behaviorArgument = stretch
  .extend({
    /** What was done, or where the eye looked. */
    of: z.enum(['behavior', 'eye']),
    columns,
    first: place,
    count: z.number().int().min(1).max(mostBehaviors),
  })
  .refine(isStretch, 'A stretch has a bin at least.');

/** One value of behaviour, by column; NaN where nothing is known. */
export interface BehaviorCurve {
  /** Among the values of a bin. */
  index: number;
  min: Float32Array;
  max: Float32Array;
  mean: Float32Array;
  /** Bins without a finite value. */
  missing: Uint32Array;
}

export interface BehaviorCurves {
  columns: number;
  curves: BehaviorCurve[];
  sampled: boolean;
}

export const framesArgument = stretch
  .refine(isStretch, 'A clip has a frame at least.')
  .refine(({ start, end }) => end - start <= mostFrames, `At most ${mostFrames} frames at once.`);

export interface ShownFrames {
  start: number;
  height: number;
  width: number;
  channels: number;
  /** Whether a frame is [channels, height, width]. */
  channelsFirst: boolean;
  /** Frame after frame, as they are stored: [height, width, channels] each. */
  values: Uint8Array | Float32Array;
}

export const contrastArgument = z.strictObject({ session });

/** Standard deviations of frames over their pixels, in the unit of the frames. */
export interface ContrastDistribution {
  /** Frames by contrast, in equal bins from 0. */
  counts: number[];
  binWidth: number;
  median: number;
  /** Frames that were looked at, and that there are. */
  frames: number;
  of: number;
}

export type SheetQuestions = {
  summary: { argument: z.infer<typeof summaryArgument>; answer: SessionSummary };
  activity: { argument: z.infer<typeof activityArgument>; answer: Activity };
  behavior: { argument: z.infer<typeof behaviorArgument>; answer: BehaviorCurves };
  frames: { argument: z.infer<typeof framesArgument>; answer: ShownFrames };
  contrast: { argument: z.infer<typeof contrastArgument>; answer: ContrastDistribution };
};
