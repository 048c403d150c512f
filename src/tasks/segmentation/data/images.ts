/**
 * Named arrays as images with masks: which array is which, where each image starts, what kind of values they hold.
 * Images lie one after the other, row-major, whether their sizes agree or not. What the mask values mean: `masks.ts`.
 */

import { type ArraySet, type NamedArray, sizeOf } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import { findImageArray, type ImageChoice, MAX_IMAGE_CHANNELS } from './imageRoles';
import { type ImageRemark, type MaskSet, maskSetOf } from './masks';

/** The masks that belong to the images. */
export type { MaskSet } from './masks';

export interface ImageSet {
  count: number;
  channels: number;
  /** File names without folders where there are such, else "image 1", "image 2", … */
  names: string[];
  heights: Int32Array;
  widths: Int32Array;
  /** First pixel of each image, in pixels. */
  starts: Float64Array;
  /** [pixels, channels], row-major, image after image. */
  pixels: Uint8Array | Uint16Array | Float32Array;
  /** What a full sample is: 255, 65535, or 1 for floating point. */
  fullScale: number;
}

/**
 * @param choice names of the arrays; '' chooses by name. `masks` '' may find none.
 * @param knownValues mask values of a checkpoint's classes, to read new data as that model did.
 * @throws AnnealError `data-not-found`, `data-empty`, `data-mismatch`, `data-type`, each naming the array and its shape.
 */
export function imageSetOf(
  arrays: ArraySet,
  choice: ImageChoice,
  knownValues?: readonly number[],
): { images: ImageSet; masks: MaskSet | null; remarks: ImageRemark[] } {
  const array = findImageArray(arrays.values(), 'images', choice.images) ?? noImages(arrays);
  const remarks: ImageRemark[] = [];
  const layout = layoutOf(array, arrays.get('sizes'));
  const { pixels, fullScale } = pixelsOf(array, remarks);
  const images: ImageSet = {
    ...layout,
    names: namesOf(arrays.get('names'), layout.count),
    pixels,
    fullScale,
  };
  const maskArray = findImageArray(arrays.values(), 'masks', choice.masks);
  if (!maskArray) return { images, masks: null, remarks };
  requireSameSizes(array, maskArray, images);
  const masks = maskSetOf(maskArray, knownValues);
  return { images, masks: masks.masks, remarks: [...remarks, ...masks.remarks] };
}

function noImages(arrays: ArraySet): never {
  const listed = [...arrays.values()]
    .slice(0, 10)
    .map(({ name, shape }) => `${name} [${shape.join(', ')}]`)
    .join(', ');
  throw new AnnealError('data-not-found', 'The data hold no images.', {
    place: 'dataset.images',
    received: listed || 'no arrays',
    remedy:
      'Open a folder or zip of images, or arrays named images and masks, or choose the array in dataset.images.',
  });
}

type Layout = Pick<ImageSet, 'count' | 'channels' | 'heights' | 'widths' | 'starts'>;

/** Of [N, H, W, C] or [N, H, W]; or of [P, C] with the sizes [N, 2] beside it. */
function layoutOf(array: NamedArray, sizes: NamedArray | undefined): Layout {
  const { shape } = array;
  const layout = shape.length === 2 && sizes ? raggedLayout(array, sizes) : uniformLayout(array);
  if (layout.count === 0 || sizeOf(shape) === 0) {
    throw mismatch('data-empty', array, 'holds no images', 'Choose data that hold at least one image.');
  }
  if (layout.channels > MAX_IMAGE_CHANNELS) {
    const channelsFirst = shape.length === 4 && shape[1]! <= 4;
    throw mismatch(
      'data-mismatch',
      array,
      `would have ${layout.channels} channels`,
      channelsFirst
        ? 'Channels come last here: save it as numpy.moveaxis(images, 1, -1).'
        : `Images have up to ${MAX_IMAGE_CHANNELS} channels: save them as (images, height, width, channels).`,
    );
  }
  return layout;
}

function uniformLayout(array: NamedArray): Layout {
  const [count, height, width, channels = 1] = array.shape;
  if (array.shape.length < 3 || array.shape.length > 4) {
    throw mismatch(
      'data-mismatch',
      array,
      'is no set of images',
      'Save images as (images, height, width) or (images, height, width, channels).',
    );
  }
  return {
    count: count!,
    channels,
    heights: new Int32Array(count!).fill(height!),
    widths: new Int32Array(count!).fill(width!),
    starts: Float64Array.from({ length: count! }, (_, index) => index * height! * width!),
  };
}

function raggedLayout(array: NamedArray, sizes: NamedArray): Layout {
  const [pixels, channels] = array.shape;
  const count = sizes.shape[0] ?? 0;
  const heights = Int32Array.from({ length: count }, (_, index) => Number(sizes.data[2 * index]));
  const widths = Int32Array.from({ length: count }, (_, index) => Number(sizes.data[2 * index + 1]));
  const starts = new Float64Array(count);
  let end = 0;
  for (let index = 0; index < count; index++) {
    starts[index] = end;
    end += heights[index]! * widths[index]!;
  }
  if (sizes.shape[1] !== 2 || end !== pixels) {
    throw mismatch(
      'data-mismatch',
      array,
      `has ${pixels} pixels, \`sizes\` promises ${end}`,
      '`sizes` holds the height and the width of each image; open the images again.',
    );
  }
  return { count, channels: channels!, heights, widths, starts };
}

function pixelsOf(array: NamedArray, remarks: ImageRemark[]): Pick<ImageSet, 'pixels' | 'fullScale'> {
  const { data, dtype, categories } = array;
  if (categories) {
    throw mismatch('data-type', array, 'holds text', 'Choose an array of numbers in dataset.images.');
  }
  if (data instanceof Uint8Array && dtype !== 'bool') return { pixels: data, fullScale: 255 };
  if (data instanceof Uint16Array) return { pixels: data, fullScale: 65535 };
  const floats = data instanceof Float32Array ? data : Float32Array.from(data, Number);
  let highest = 0;
  for (const value of floats) {
    if (!Number.isFinite(value)) {
      throw mismatch(
        'data-missing',
        array,
        `holds ${value}`,
        'Fill missing pixels before saving, for example with numpy.nan_to_num.',
      );
    }
    highest = Math.max(highest, Math.abs(value));
  }
  const isWhole = dtype.startsWith('int') || dtype.startsWith('uint');
  if (isWhole && highest <= 65535 && !floats.some((value) => value < 0)) {
    // NumPy's integers are 64 bits wide unless one asks for less; what they hold are bytes all the same.
    const pixels = highest <= 255 ? Uint8Array.from(floats) : Uint16Array.from(floats);
    return { pixels, fullScale: highest <= 255 ? 255 : 65535 };
  }
  if (highest > 16) {
    remarks.push({
      code: 'image-range',
      message: `\`${array.name}\` reaches ${highest}: numbers that are not bytes are taken as they are, so scale them by the normalization zscore`,
    });
  }
  return { pixels: floats, fullScale: 1 };
}

function namesOf(array: NamedArray | undefined, count: number): string[] {
  const { categories, data } = array ?? {};
  const isList = categories && data?.length === count;
  return Array.from({ length: count }, (_, index) => {
    const name = isList ? categories[Number(data[index])] : undefined;
    return name ?? `image ${index + 1}`;
  });
}

/** Masks [N, H, W], [N, H, W, 1] or, where sizes differ, [P]: the sizes of the images. */
function requireSameSizes(images: NamedArray, masks: NamedArray, set: ImageSet): void {
  const shape = masks.shape.length > 1 && masks.shape.at(-1) === 1 ? masks.shape.slice(0, -1) : masks.shape;
  const pixels = sizeOf(images.shape) / set.channels;
  const expected = images.shape.length === 2 ? [pixels] : images.shape.slice(0, 3);
  if (shape.length === expected.length && shape.every((length, axis) => length === expected[axis])) return;
  const what =
    shape[0] !== expected[0]
      ? `holds ${shape[0] ?? 0} masks for ${expected[0]} images`
      : `has masks of ${shape.slice(1).join(' × ')} pixels for images of ${expected.slice(1).join(' × ')}`;
  throw mismatch(
    'data-mismatch',
    masks,
    what,
    'Save one mask an image, with one label a pixel: (images, height, width). Classes that lie along the last axis become labels by numpy.argmax(masks, axis=-1).',
  );
}

function mismatch(
  code: 'data-mismatch' | 'data-empty' | 'data-type' | 'data-missing',
  { name, shape, dtype }: NamedArray,
  what: string,
  remedy: string,
): AnnealError {
  return new AnnealError(code, `\`${name}\` ${what}.`, {
    place: name,
    received: `${dtype} [${shape.join(', ')}]`,
    remedy,
  });
}
