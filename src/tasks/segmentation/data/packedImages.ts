/**
 * Images of any sizes in one tensor of words, and a table that says where each begins. A set that fits is uploaded once;
 * of a larger one the images of a step are brought into a window, each to a place as large as the largest image.
 */
import * as tf from '@tensorflow/tfjs';
import { createUpload } from '../../../engine/data/table';
import {
  type Pixels,
  type PixelType,
  pixelsOf,
  wordsFor,
  wordsOf,
} from '../../../engine/kernels/images/packedPixels';
import type { ImageLayout } from './imageLayout';

export interface PackedImages {
  /** int32 [images, 3]: first pixel, height and width; of all images, or of those in the window. */
  table: tf.Tensor2D;
  /** Words of each layer, as `packedPixels.ts` packs them. */
  layers: tf.Tensor1D[];
  dispose(): void;
}

/** @param layers of all images: their pixels, [pixels, channels], and their labels, [pixels], where there are any. */
export function packImages(
  { count, heights, widths, starts }: ImageLayout,
  layers: readonly Pixels[],
): PackedImages {
  const entries = new Int32Array(count * 3);
  for (let i = 0; i < count; i++) entries.set([starts[i]!, heights[i]!, widths[i]!], i * 3);
  const table = tf.keep(tf.tensor2d(entries, [count, 3], 'int32'));
  const words = layers.map((pixels) => {
    const packed = wordsOf(pixels);
    return tf.keep(tf.tensor1d(packed, packed instanceof Float32Array ? 'float32' : 'int32'));
  });
  return { table, layers: words, dispose: () => tf.dispose([table, ...words]) };
}

/** One image in memory. */
export interface WindowImage {
  height: number;
  width: number;
  /** In the order of the window's layers. */
  layers: Pixels[];
}

export interface ImageWindow extends PackedImages {
  /** Brings images into the window, the first to entry 0. */
  show(images: readonly WindowImage[]): void;
}

/** Values of one kind: the pixels of images, or their labels. */
export interface LayerKind {
  type: PixelType;
  channels: number;
}

/** @param windowImages images that one step uses, at most. */
export function createImageWindow(
  { heights, widths }: ImageLayout,
  layers: readonly LayerKind[],
  windowImages: number,
): ImageWindow {
  const room = heights.reduce((most, height, i) => Math.max(most, height * widths[i]!), 0);
  const table = tf.keep(tf.zeros<tf.Rank.R2>([windowImages, 3], 'int32'));
  const windows = layers.map(({ type, channels }) => createLayer(type, room * channels, windowImages));
  const upload = createUpload(table);
  return {
    table,
    layers: windows.map(({ words }) => words),
    show(images) {
      const entries = images.flatMap(({ height, width }, place) => [place * room, height, width]);
      upload.write(Int32Array.from(entries));
      for (const [layer, window] of windows.entries())
        window.write(images.map(({ layers }) => layers[layer]!));
    },
    dispose() {
      upload.dispose();
      table.dispose();
      for (const { dispose } of windows) dispose();
    },
  };
}

/** @param room values from the beginning of one image to that of the next. */
function createLayer(type: PixelType, room: number, windowImages: number) {
  const dtype = type === 'float32' ? 'float32' : 'int32';
  const words = tf.keep(tf.zeros<tf.Rank.R1>([wordsFor(windowImages * room, type)], dtype));
  const upload = createUpload(words);
  return {
    words,
    write(images: readonly Pixels[]) {
      const length = wordsFor(images.length * room, type);
      const packed = dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
      const values = pixelsOf(packed, type);
      images.forEach((pixels, place) => {
        values.set(pixels, place * room);
      });
      upload.write(packed);
    },
    dispose() {
      upload.dispose();
      words.dispose();
    },
  };
}
