/** A decoded picture as an image of a set: colours for palettes, no alpha, the set's channels and depth. */
import type { DecodedImage } from './decodedImage';

export type ImageSamples = Uint8Array | Uint16Array | Float32Array;

/** What all images of a set have in common. */
export interface SampleKind {
  channels: number;
  depth: 8 | 16 | 32;
}

/** @throws AnnealError `out-of-memory`, by way of `allocateBytes`. */
export function emptySamples(
  depth: SampleKind['depth'],
  length: number,
  allocateBytes: (bytes: number) => ArrayBuffer,
) {
  if (depth === 8) return new Uint8Array(allocateBytes(length));
  return depth === 16
    ? new Uint16Array(allocateBytes(2 * length))
    : new Float32Array(allocateBytes(4 * length));
}

/**
 * Writes the picture's samples [height, width, channels] into `target`. A full sample stays a full sample: 1 bit becomes
 * 0 or 255, 8 bits times 257 are 16, and whole numbers among floating-point ones go from 0 to 1. Grey becomes colours
 * by repeating it.
 * @param at first sample in `target`.
 */
export function writeImage(image: DecodedImage, target: ImageSamples, at: number, kind: SampleKind): void {
  const { data, palette, width, height } = image;
  const stored = image.channels;
  const own = palette ? 3 : stored - (image.alpha ? 1 : 0);
  const scale = image.bits === 32 ? 1 : fullOf(kind.depth) / (palette ? 255 : 2 ** image.bits - 1);
  const { channels } = kind;
  if (!palette && stored === channels && own === channels && scale === 1) {
    target.set(data, at);
    return;
  }
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * stored;
    const to = at + pixel * channels;
    for (let channel = 0; channel < channels; channel++) {
      const source = own === 1 ? 0 : channel;
      const value = palette ? palette[3 * data[from]! + source]! : data[from + source]!;
      target[to + channel] = value * scale;
    }
  }
}

/** A full sample. Floating point has none; 1 by convention. */
function fullOf(depth: SampleKind['depth']): number {
  if (depth === 32) return 1;
  return depth === 16 ? 65535 : 255;
}
