/** Which arrays look like sets of images: they are described by channel, not by each of their thousands of pixels. */
import { sizeOf } from '../../formats/arrays';
import type { ShapedArray } from './flatColumns';

/** Shorter sides belong to tables of small matrices. */
const MIN_SIDE = 8;
const MAX_CHANNELS = 4;

/** [N, H, W] or [N, H, W, C] with up to four channels. */
export function isImageArray({ shape }: ShapedArray): boolean {
  const [, height = 0, width = 0, channels = 1] = shape;
  return (
    (shape.length === 3 || shape.length === 4) &&
    height >= MIN_SIDE &&
    width >= MIN_SIDE &&
    channels >= 1 &&
    channels <= MAX_CHANNELS
  );
}

/** The same values as a table [pixels of all images, channels]. */
export function asPixels<Shaped extends ShapedArray>(array: Shaped): Shaped {
  const channels = array.shape[3] ?? 1;
  return { ...array, shape: [sizeOf(array.shape.slice(0, 3)), channels] };
}
