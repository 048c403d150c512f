/**
 * The images of a stored dataset, read one at a time: what previews need of sets that may be larger than memory. Only the
 * masks are read whole, since which classes there are shows in all of them together.
 */
import { type NamedArray, sizeOf } from '../../../formats/arrays';
import type { ArraySheet } from '../../../protocol/datasets';
import { AnnealError, type ErrorJson } from '../../../protocol/errors';
import type { DatasetReader } from '../../engine';
import { chosenImageArrays, type ImageChoice, imageCount } from '../data/imageRoles';
import { type ImageSet, imageSetOf, type MaskSet } from '../data/images';
import { maskSetOf } from '../data/masks';

/** One image as a set of its own. */
export interface SingleImage {
  images: ImageSet;
  /** null without masks. */
  masks: MaskSet | null;
}

export interface StoredImages {
  count: number;
  /** The first is the background; null without masks. */
  classes: string[] | null;
  /** Why the masks that are there cannot be used. */
  problem: ErrorJson | null;
  /** @throws data-not-found for a row that is not there. */
  load(row: number): Promise<SingleImage>;
}

/** @throws data-not-found for a dataset without images. */
export async function openStoredImages(dataset: DatasetReader, choice: ImageChoice): Promise<StoredImages> {
  const { record } = dataset;
  const { images, masks } = chosenImageArrays(record.arrays, choice);
  if (!images) {
    throw new AnnealError('data-not-found', `${record.name} holds no images.`, {
      place: 'dataset.images',
      received: choice.images || record.arrays.map(({ name }) => name).join(', '),
      remedy: 'Choose an array of shape (images, height, width) or (images, height, width, channels).',
    });
  }
  const count = imageCount(images, record.arrays);
  const sizes = await readSizes(dataset, images);
  const names = await readNames(dataset, count);
  const { set, problem } = masks ? await readMasks(dataset, masks) : { set: null, problem: null };
  return {
    count,
    classes: set?.classes ?? null,
    problem,
    async load(row) {
      if (!(row >= 0 && row < count)) {
        throw new AnnealError('data-not-found', `${record.name} has no image ${row}, only ${count}.`, {
          place: record.name,
        });
      }
      const { start, height, width } = sizes(row);
      const isRagged = images.shape.length === 2;
      const range = isRagged ? { start, end: start + height * width } : { start: row, end: row + 1 };
      const pixels = await dataset.read(images, range);
      const single: NamedArray = {
        ...pixels,
        name: 'images',
        shape: [1, height, width, pixels.shape.at(-1)!],
      };
      if (images.shape.length === 3) single.shape = [1, height, width];
      const read = imageSetOf(new Map([['images', single]]), { images: 'images', masks: '' });
      return {
        images: { ...read.images, names: [names?.[row] ?? `image ${row + 1}`] },
        masks: set && { ...set, labels: set.labels.subarray(start, start + height * width) },
      };
    },
  };
}

/** Keeps what was opened last: pages of one dataset are asked for one after the other. */
export function createImageShelf(): (dataset: DatasetReader, choice: ImageChoice) => Promise<StoredImages> {
  let last: { key: string; images: Promise<StoredImages> } | null = null;
  return (dataset, choice) => {
    const key = JSON.stringify([dataset.record.fingerprint, choice.images, choice.masks]);
    if (last?.key !== key) {
      const images = openStoredImages(dataset, choice);
      last = { key, images };
      // What failed once may succeed later.
      images.catch(() => {
        last = null;
      });
    }
    return last.images;
  };
}

/** First pixel, height and width of an image. */
type SizeOf = (row: number) => { start: number; height: number; width: number };

async function readSizes({ record, read }: DatasetReader, images: ArraySheet): Promise<SizeOf> {
  if (images.shape.length !== 2) {
    const [, height = 0, width = 0] = images.shape;
    return (row) => ({ start: row * height * width, height, width });
  }
  const { data } = await read(record.arrays.find(({ name }) => name === 'sizes')!);
  const starts = new Float64Array(data.length / 2 + 1);
  for (let row = 0; row < data.length / 2; row++) {
    starts[row + 1] = starts[row]! + Number(data[2 * row]) * Number(data[2 * row + 1]);
  }
  return (row) => ({ start: starts[row]!, height: Number(data[2 * row]), width: Number(data[2 * row + 1]) });
}

/** null where the dataset has no names for its images. */
async function readNames(
  { record, read }: DatasetReader,
  count: number,
): Promise<(string | undefined)[] | null> {
  const sheet = record.arrays.find(({ name }) => name === 'names');
  if (!sheet?.categories || sizeOf(sheet.shape) !== count) return null;
  const { data, categories } = await read(sheet);
  return Array.from({ length: count }, (_, row) => categories?.[Number(data[row])]);
}

async function readMasks(
  { read }: DatasetReader,
  sheet: ArraySheet,
): Promise<{ set: MaskSet | null; problem: ErrorJson | null }> {
  try {
    return { set: maskSetOf(await read(sheet)).masks, problem: null };
  } catch (thrown) {
    return { set: null, problem: AnnealError.from(thrown).toJSON() };
  }
}
