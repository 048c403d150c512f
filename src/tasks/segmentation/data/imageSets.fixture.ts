/** Small image sets for tests, and configurations in which nothing happens unless a test asks for it. */
import type { z } from 'zod';
import { type AugmentationConfig, augmentationSchema } from './augmentationConfig';
import type { ImageSet } from './images';

const off = { flipHorizontal: 0, flipVertical: 0, rotate90: 0, intensity: { probability: 0 } };

export function augmentation(changes: z.input<typeof augmentationSchema>): AugmentationConfig {
  return augmentationSchema.parse({ ...off, ...changes });
}

/** @param sizes (height, width) of each image. @param valueAt of image, y, x and channel. */
export function imageSet(
  type: 'uint8' | 'uint16' | 'float32',
  sizes: readonly (readonly [height: number, width: number])[],
  channels: number,
  valueAt: (image: number, y: number, x: number, channel: number) => number,
): ImageSet {
  const values: number[] = [];
  const starts = sizes.map(([height, width], image) => {
    const start = values.length / channels;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < channels; channel++) values.push(valueAt(image, y, x, channel));
    return start;
  });
  const pixels = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array }[type].from(values);
  return {
    count: sizes.length,
    channels,
    names: sizes.map((_, image) => `image ${image}`),
    heights: Int32Array.from(sizes, ([height]) => height),
    widths: Int32Array.from(sizes, ([, width]) => width),
    starts: Float64Array.from(starts),
    pixels,
    fullScale: { uint8: 255, uint16: 65535, float32: 1 }[type],
  };
}

/** The class index of each pixel. */
export function labelsOf(
  images: ImageSet,
  labelAt: (image: number, y: number, x: number) => number,
): Uint8Array {
  const sizes = Array.from(images.heights, (height, i) => [height, images.widths[i]!] as const);
  return Uint8Array.from(imageSet('uint8', sizes, 1, labelAt).pixels);
}

export const plain = (channels: number) => ({
  mean: new Array<number>(channels).fill(0),
  std: new Array<number>(channels).fill(1),
});
