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
  pixelTypeOf,
  wordsFor,
  wordsOf,
} from '../../../engine/kernels/images/packedPixels';

/** Where images lie: their sizes, and the pixel at which each begins, in all pixels of the set. */
export interface ImagePlaces {
  count: number;
  heights: Int32Array;
  widths: Int32Array;
  starts: Float64Array;
}

/** Pixels of one kind, [pixels, channels]: the images, or their labels. */
export interface PixelLayer {
  pixels: Pixels;
  channels: number;
}

export interface PackedImages {
  /** int32 [images, 3]: first pixel, height and width; of all images, or of those in the window. */
  table: tf.Tensor2D;
  /** Words of each layer, as `packedPixels.ts` packs them. */
  layers: tf.Tensor1D[];
  /** Brings images into the window, the first to entry 0; null when all are resident. */
  feed: ((images: Int32Array) => void) | null;
  dispose(): void;
}

/** @param windowImages images that one step uses, at most; 0 keeps them all on the device. */
export function packImages(
  places: ImagePlaces,
  layers: readonly PixelLayer[],
  windowImages: number,
): PackedImages {
  return windowImages === 0 ? resident(places, layers) : windowed(places, layers, windowImages);
}

function resident(
  { count, heights, widths, starts }: ImagePlaces,
  layers: readonly PixelLayer[],
): PackedImages {
  const entries = new Int32Array(count * 3);
  for (let i = 0; i < count; i++) entries.set([starts[i]!, heights[i]!, widths[i]!], i * 3);
  const table = tf.keep(tf.tensor2d(entries, [count, 3], 'int32'));
  const words = layers.map(({ pixels }) => {
    const packed = wordsOf(pixels);
    return tf.keep(tf.tensor1d(packed, packed instanceof Float32Array ? 'float32' : 'int32'));
  });
  return { table, layers: words, feed: null, dispose: () => tf.dispose([table, ...words]) };
}

function windowed(places: ImagePlaces, layers: readonly PixelLayer[], windowImages: number): PackedImages {
  const { count, heights, widths, starts } = places;
  let room = 0;
  for (let i = 0; i < count; i++) room = Math.max(room, heights[i]! * widths[i]!);
  const table = tf.keep(tf.zeros<tf.Rank.R2>([windowImages, 3], 'int32'));
  const windows = layers.map(({ pixels, channels }) => createWindow(pixels, room * channels, windowImages));
  const upload = createUpload(table);

  function feed(images: Int32Array): void {
    const entries = new Int32Array(images.length * 3);
    images.forEach((image, place) => {
      entries.set([place * room, heights[image]!, widths[image]!], place * 3);
    });
    upload.write(entries);
    layers.forEach(({ channels }, layer) => {
      const parts = Array.from(images, (image): [number, number] => [
        starts[image]! * channels,
        (starts[image]! + heights[image]! * widths[image]!) * channels,
      ]);
      windows[layer]!.write(parts);
    });
  }

  return {
    table,
    layers: windows.map(({ words }) => words),
    feed,
    dispose() {
      upload.dispose();
      table.dispose();
      for (const { dispose } of windows) dispose();
    },
  };
}

/** @param room values from the beginning of one image to that of the next. */
function createWindow(pixels: Pixels, room: number, windowImages: number) {
  const type: PixelType = pixelTypeOf(pixels);
  const dtype = type === 'float32' ? 'float32' : 'int32';
  const words = tf.keep(tf.zeros<tf.Rank.R1>([wordsFor(windowImages * room, type)], dtype));
  const upload = createUpload(words);
  return {
    words,
    /** @param parts values of each image, from and to. */
    write(parts: readonly [from: number, to: number][]) {
      const length = wordsFor(parts.length * room, type);
      const packed = dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
      const values = pixelsOf(packed, type);
      parts.forEach(([from, to], place) => {
        values.set(pixels.subarray(from, to), place * room);
      });
      upload.write(packed);
    },
    dispose() {
      upload.dispose();
      words.dispose();
    },
  };
}
