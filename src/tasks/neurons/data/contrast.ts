/** How much contrast each frame has, and how a curriculum draws frames of high contrast first. */
import type { NumericArray } from '../../../formats/arrays';
import type { Session } from './session';

/** Values of frames that are read at a time. */
const BLOCK_VALUES = 1 << 22;

/**
 * Standard deviation of each frame over its pixels, of each session; null without frames.
 * @returns float32 [bins] by session.
 */
export async function frameContrasts(sessions: readonly Session[]): Promise<(Float32Array | null)[]> {
  return Promise.all(sessions.map(({ frames, bins }) => (frames ? contrastsOf(frames, bins) : null)));
}

async function contrastsOf(
  { height, width, channels, read }: NonNullable<Session['frames']>,
  bins: number,
): Promise<Float32Array> {
  const size = height * width * channels;
  const together = Math.max(1, Math.floor(BLOCK_VALUES / size));
  const contrasts = new Float32Array(bins);
  for (let start = 0; start < bins; start += together) {
    const end = Math.min(start + together, bins);
    const values = await read(start, end);
    for (let bin = start; bin < end; bin++) {
      contrasts[bin] = frameContrast(values, (bin - start) * size, size);
    }
  }
  return contrasts;
}

/** Standard deviation of one frame's values. @param first of them. */
export function frameContrast(values: NumericArray, first: number, size: number): number {
  let sum = 0;
  for (let i = first; i < first + size; i++) sum += Number(values[i]);
  const mean = sum / size;
  let squares = 0;
  for (let i = first; i < first + size; i++) squares += (Number(values[i]) - mean) ** 2;
  return Math.sqrt(squares / size);
}

/** Divides by the median over all sessions; 1 where a session has no frames, and everywhere if the median is 0. */
export function contrastScores(
  contrasts: readonly (Float32Array | null)[],
  bins: readonly number[],
): Float32Array[] {
  const all = Float32Array.from(contrasts.flatMap((own) => (own ? [...own] : []))).sort();
  const middle = medianOf(all);
  return contrasts.map((own, i) =>
    own && middle > 0 ? own.map((value) => value / middle) : new Float32Array(bins[i]!).fill(1),
  );
}

function medianOf(sorted: Float32Array): number {
  const { length } = sorted;
  const upper = sorted[length >> 1] ?? 0;
  return length % 2 === 1 ? upper : (upper + (sorted[(length >> 1) - 1] ?? 0)) / 2;
}

/** α = 0.5 + 0.5 · step / warm-up: it rises from 0.5 to 1. @param step 0 for the first. */
export const curriculumAlpha = (step: number, warmup: number): number =>
  0.5 + 0.5 * Math.min(step / warmup, 1);

/** Weight of a sample: min(α · score, 1); 1 once the warm-up is over. */
export function curriculumWeight(score: number, step: number, warmup: number): number {
  return step >= warmup ? 1 : Math.min(curriculumAlpha(step, warmup) * score, 1);
}
