/** What a model will see of an image while it trains, as pictures for people. */
import * as tf from '@tensorflow/tfjs';
import type { AugmentationConfig } from './augmentationConfig';
import type { CropSize, ImageStore } from './imageStore';

export interface CropPreview extends CropSize {
  count: number;
  /** RGB, [count · height · width · 3]. */
  images: Uint8Array;
  /** Class index of each pixel, [count · height · width]; all 0 where there are no masks. */
  labels: Uint8Array;
}

/**
 * Crops of one image. Grey for one or two channels, else the first three. Bytes keep their scale, so that changes of
 * intensity show; other types are stretched from the smallest to the largest value of all these crops.
 * @param row the image's row in the store. @param seed another one gives other crops.
 */
export async function previewCrops(
  store: ImageStore,
  row: number,
  count: number,
  seed: number,
  size: CropSize,
  augmentation: AugmentationConfig,
): Promise<CropPreview> {
  const crops = tf.tidy(() => {
    const rows = tf.fill<tf.Rank.R1>([count], row, 'int32');
    return store.crops(rows, tf.tensor1d([seed, 0], 'int32'), size, augmentation);
  });
  const [values, labels] = await Promise.all([crops.images.data(), crops.labels.data()]).finally(() =>
    tf.dispose(crops),
  );
  return { ...size, count, images: rgbOf(values, store), labels: Uint8Array.from(labels) };
}

function rgbOf(values: ArrayLike<number>, { channels, normalization, pixelType }: ImageStore): Uint8Array {
  const { mean, std } = normalization;
  const shown = Float32Array.from(values, (value, i) => value * std[i % channels]! + mean[i % channels]!);
  let [low, high] = [0, 1];
  if (pixelType !== 'uint8') {
    [low, high] = [Infinity, -Infinity];
    for (const value of shown) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const scale = high > low ? 255 / (high - low) : 0;
  const rgb = new Uint8ClampedArray((shown.length / channels) * 3);
  for (let i = 0; i < rgb.length; i++) {
    const channel = channels < 3 ? 0 : i % 3;
    rgb[i] = (shown[Math.floor(i / 3) * channels + channel]! - low) * scale;
  }
  return new Uint8Array(rgb.buffer);
}
