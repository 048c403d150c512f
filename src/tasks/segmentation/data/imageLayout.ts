/**
 * Which arrays of a dataset are images and masks, how large each image is, and where it begins. Images lie one after the
 * other, row-major, whether their sizes agree or not. No pixel is read: what the values are is in `pixelKind.ts` and
 * `masks.ts`.
 */
import { type DatasetReader, readWhole } from '../../../engine/data/datasetReader';
import { type ArrayOutline, sizeOf } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import { findImageArray, type ImageChoice, MAX_IMAGE_CHANNELS } from './imageRoles';

export interface ImageLayout {
  count: number;
  channels: number;
  heights: Int32Array;
  widths: Int32Array;
  /** First pixel of each image, in pixels. */
  starts: Float64Array;
}

export interface ImageArrays {
  images: ArrayOutline;
  /** null where the data hold no masks. */
  masks: ArrayOutline | null;
  layout: ImageLayout;
}

/**
 * @param choice names of the arrays; '' chooses by name. `masks` '' may find none.
 * @throws AnnealError `data-not-found`, `data-empty`, `data-mismatch`, `data-type`, each naming the array and its shape.
 */
export async function findImages(data: DatasetReader, choice: ImageChoice): Promise<ImageArrays> {
  const outlines = [...data.arrays.values()];
  const images = findImageArray(outlines, 'images', choice.images) ?? noImages(outlines);
  if (images.categories) {
    throw mismatch('data-type', images, 'holds text', 'Choose an array of numbers in dataset.images.');
  }
  const layout = await layoutOf(data, images);
  const masks = findImageArray(outlines, 'masks', choice.masks) ?? null;
  if (masks) requireSameSizes(images, masks, layout);
  return { images, masks, layout };
}

/** Of [N, H, W, C] or [N, H, W]; or of [P, C] with the sizes [N, 2] beside it. */
export async function layoutOf(data: DatasetReader, images: ArrayOutline): Promise<ImageLayout> {
  const { shape } = images;
  const isRagged = shape.length === 2 && data.arrays.has('sizes');
  const layout = isRagged ? await raggedLayout(data, images) : uniformLayout(images);
  if (layout.count === 0 || sizeOf(shape) === 0) {
    throw mismatch('data-empty', images, 'holds no images', 'Choose data that hold at least one image.');
  }
  if (layout.channels > MAX_IMAGE_CHANNELS) {
    const channelsFirst = shape.length === 4 && shape[1]! <= 4;
    throw mismatch(
      'data-mismatch',
      images,
      `would have ${layout.channels} channels`,
      channelsFirst
        ? 'Channels come last here: save it as numpy.moveaxis(images, 1, -1).'
        : `Images have up to ${MAX_IMAGE_CHANNELS} channels: save them as (images, height, width, channels).`,
    );
  }
  return layout;
}

/** File names without folders where there are such, else "image 1", "image 2", … */
export async function imageNames(data: DatasetReader, count: number): Promise<string[]> {
  const outline = data.arrays.get('names');
  const isList = outline?.categories && sizeOf(outline.shape) === count;
  const list = isList ? await readWhole(data, 'names') : null;
  return Array.from({ length: count }, (_, row) => {
    const name = list?.categories?.[Number(list.data[row])];
    return name ?? `image ${row + 1}`;
  });
}

/** The pixels of images `first` to `end`. */
export function pixelRange({ starts, heights, widths }: ImageLayout, first: number, end: number) {
  const last = end - 1;
  const to = last < first ? starts[first]! : starts[last]! + heights[last]! * widths[last]!;
  return { from: starts[first]!, to };
}

function noImages(arrays: readonly ArrayOutline[]): never {
  const listed = arrays
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

function uniformLayout(array: ArrayOutline): ImageLayout {
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

async function raggedLayout(data: DatasetReader, array: ArrayOutline): Promise<ImageLayout> {
  const [pixels, channels] = array.shape;
  const sizes = await readWhole(data, 'sizes');
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

/** Masks [N, H, W], [N, H, W, 1] or, where sizes differ, [P]: the sizes of the images. */
function requireSameSizes(images: ArrayOutline, masks: ArrayOutline, { channels }: ImageLayout): void {
  const shape = masks.shape.length > 1 && masks.shape.at(-1) === 1 ? masks.shape.slice(0, -1) : masks.shape;
  const pixels = sizeOf(images.shape) / channels;
  const expected = images.shape.length === 2 ? [pixels] : images.shape.slice(0, 3);
  if (shape.length === expected.length && shape.every((length, axis) => length === expected[axis])) return;
  const what =
    shape[0] !== expected[0]
      ? `holds ${shape[0] ?? 0} masks for ${expected[0]} images`
      : `has masks of shape [${shape.slice(1).join(', ')}] for images of [${expected.slice(1).join(', ')}]`;
  throw mismatch(
    'data-mismatch',
    masks,
    what,
    'Save one mask an image, with one label a pixel: (images, height, width). Classes that lie along the last axis become labels by numpy.argmax(masks, axis=-1).',
  );
}

function mismatch(
  code: 'data-mismatch' | 'data-empty' | 'data-type',
  { name, shape, dtype }: ArrayOutline,
  what: string,
  remedy: string,
): AnnealError {
  return new AnnealError(code, `\`${name}\` ${what}.`, {
    place: name,
    received: `${dtype} [${shape.join(', ')}]`,
    remedy,
  });
}
