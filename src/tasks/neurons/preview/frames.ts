/** Frames of a session as they are stored, and how much contrast they have. */
import { quantile } from '../../../engine/metrics/statistics';
import { AnnealError } from '../../../protocol/errors';
import type { Watch } from '../../engine';
import { frameContrast } from '../data/contrast';
import type { ContrastDistribution, ShownFrames } from './questions';
import { type BinRange, rangesToRead, readRanges, type StoredSession } from './storedSession';

/** Bars of the distribution. */
const BARS = 40;
/** Values of pixels that are looked at for it. */
const CONTRAST_VALUES = 1 << 24;
/** Places in the recording that frames are taken from, where not all are. */
const CONTRAST_PLACES = 1024;

/** @param transfer takes the buffer of the answer. */
export async function shownFrames(
  session: StoredSession,
  { start, end }: BinRange,
  transfer: Transferable[],
): Promise<ShownFrames> {
  const { frame, stim } = framesOf(session);
  const { bins } = session.shape;
  const size = frame.height * frame.width * frame.channels;
  const first = Math.min(start, bins - 1);
  const read = await session.data.read(stim.name, first * size, Math.min(end, bins) * size);
  // A copy: what was read may be the dataset's own.
  const values = read instanceof Uint8Array ? read.slice() : Float32Array.from(read, Number);
  transfer.push(values.buffer);
  return { ...frame, start: first, values };
}

export async function contrastDistribution(
  session: StoredSession,
  watch: Watch,
): Promise<ContrastDistribution> {
  const { frame, stim } = framesOf(session);
  const { bins } = session.shape;
  const size = frame.height * frame.width * frame.channels;
  const places = Math.max(1, Math.min(CONTRAST_PLACES, Math.floor(CONTRAST_VALUES / size)));
  const { ranges } = rangesToRead({ start: 0, end: bins }, size, places, CONTRAST_VALUES);
  const contrasts: number[] = [];
  for await (const { start, end, values } of readRanges(session.data, [stim], ranges, watch)) {
    for (let bin = start; bin < end; bin++)
      contrasts.push(frameContrast(values[0]!, (bin - start) * size, size));
  }
  const sorted = Float64Array.from(contrasts.filter(Number.isFinite)).sort();
  const binWidth = (sorted.at(-1) ?? 0) / BARS || 1 / BARS;
  const counts = new Array<number>(BARS).fill(0);
  for (const contrast of sorted) counts[Math.min(BARS - 1, Math.floor(contrast / binWidth))]!++;
  return { counts, binWidth, median: quantile(sorted, 0.5), frames: contrasts.length, of: bins };
}

function framesOf({ arrays: { robs, stim }, shape: { frame } }: StoredSession) {
  if (stim && frame) return { stim, frame };
  throw new AnnealError('data-not-found', 'This session has no frames.', {
    place: robs.name,
    remedy: 'Give them as stim [time bins, height, width] beside it.',
  });
}
