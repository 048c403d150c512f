/**
 * A set of images on the device, as a source of batches: augmented random crops for training, and plain windows (tiles)
 * for evaluation and prediction. Both are graphs over row numbers, so that a recorded step draws new crops each time.
 */
import * as tf from '@tensorflow/tfjs';
import { cropDraws } from '../../../engine/kernels/images/cropDraws';
import { type CropSource, plainCrop } from '../../../engine/kernels/images/cropGeometry';
import { type ImageCropOptions, imageCrops } from '../../../engine/kernels/images/crops';
import { labelCrops } from '../../../engine/kernels/images/labelCrops';
import { type PixelType, pixelTypeOf } from '../../../engine/kernels/images/packedPixels';
import type { AugmentationConfig } from './augmentationConfig';
import { cropPlan } from './cropPlan';
import type { ImageSet, ImageSource } from './images';
import { createImageWindow, type ImageWindow, type PackedImages, packImages } from './packedImages';
import type { PixelKind } from './pixelKind';

export interface CropSize {
  height: number;
  width: number;
}

/** Of a value in parts of full scale, one number a channel. */
export interface Normalization {
  mean: number[];
  std: number[];
}

export type ImageBatch = {
  /** float32 [batch, height, width, channels]: (value / full scale − mean) / std. */
  images: tf.Tensor4D;
  /** int32 [batch, height, width]: class indices; all 0 where the set has no masks. */
  labels: tf.Tensor3D;
};

export interface ImageStore {
  channels: number;
  pixelType: PixelType;
  normalization: Normalization;
  /**
   * Crops at random, augmented; images smaller than a crop are reflected. Sample b of a step is always the same crop.
   * @param rows int32 [batch], an input of the step.
   * @param random int32 [2]: seed and step, an input of the step.
   */
  crops(rows: tf.Tensor1D, random: tf.Tensor1D, size: CropSize, augmentation: AugmentationConfig): ImageBatch;
  /**
   * Windows whose first pixel is (tops[b], lefts[b]), which may lie outside; reflected beyond the borders, as often as
   * need be, without repeating the border.
   */
  tiles(
    rows: Int32Array | tf.Tensor1D,
    tops: ArrayLike<number>,
    lefts: ArrayLike<number>,
    size: CropSize,
  ): ImageBatch;
  dispose(): void;
}

/** All images on the device; rows are their numbers. @param labels of all images; null without masks. */
export function createImageStore(
  images: ImageSet,
  labels: Uint8Array | null,
  normalization: Normalization,
): ImageStore {
  const kind = { ...images, pixelType: pixelTypeOf(images.pixels) };
  const packed = packImages(images, labels ? [images.pixels, labels] : [images.pixels]);
  return storeOf(packed, kind, normalization);
}

/**
 * Images are brought to the device when they are needed; rows are their places there, the first is 0. An image that a step
 * uses twice needs one place only.
 */
export interface WindowStore extends ImageStore {
  show: ImageWindow['show'];
}

/** @param windowImages different images that one step or evaluation batch uses, at most. */
export function createWindowStore(
  images: ImageSource,
  normalization: Normalization,
  windowImages: number,
): WindowStore {
  const { channels, pixelType: type } = images;
  const layers = [{ type, channels }];
  if (images.labels) layers.push({ type: 'uint8', channels: 1 });
  const window = createImageWindow(images, layers, windowImages);
  return { ...storeOf(window, images, normalization), show: window.show };
}

function storeOf(
  packed: PackedImages,
  { channels, pixelType, fullScale }: PixelKind & { channels: number },
  normalization: Normalization,
): ImageStore {
  const [pixels, labels = null] = packed.layers;
  const still = tf.keep(tf.zeros<tf.Rank.R1>([2], 'int32'));

  function batch(
    source: CropSource,
    random: tf.Tensor1D,
    options: Pick<ImageCropOptions, 'height' | 'width' | 'spacing' | 'noise' | 'gamma'>,
  ): ImageBatch {
    const { height, width } = options;
    return {
      images: imageCrops(pixels!, source, random, {
        ...options,
        pixelType,
        scale: 1 / fullScale,
        means: normalization.mean,
        inverseStds: normalization.std.map((std) => 1 / std),
      }),
      labels: labels
        ? labelCrops(labels, source, options)
        : tf.fill<tf.Rank.R3>([source.rows.shape[0], height, width], 0, 'int32'),
    };
  }

  return {
    channels,
    pixelType,
    normalization,
    crops: (rows, random, size, augmentation) =>
      tf.tidy(() => {
        const plan = cropPlan(augmentation);
        const draws = cropDraws(rows, packed.table, random, size, plan);
        return batch({ images: packed.table, rows, draws }, random, {
          ...size,
          spacing: plan.spacing,
          noise: plan.draws.noise.chance > 0 ? augmentation.noise.std : 0,
          gamma: plan.draws.gamma.chance > 0,
        });
      }),
    tiles: (rows, tops, lefts, size) =>
      tf.tidy(() => {
        const { height, width } = size;
        const crops = Array.from(tops, (top, b) => plainCrop(top, lefts[b]!, height, width));
        const source = {
          images: packed.table,
          rows: rows instanceof Int32Array ? tf.tensor1d(rows, 'int32') : rows,
          draws: tf.tensor2d(crops, undefined, 'int32'),
        };
        return batch(source, still, { height, width, spacing: 0, noise: 0, gamma: false });
      }),
    dispose() {
      still.dispose();
      packed.dispose();
    },
  };
}
