/**
 * The images of a stored dataset, read one at a time: what previews need of sets that may be larger than memory. The masks
 * are gone through once, since which classes there are shows in all of them together.
 */
import type { DatasetReader } from '../../../engine/data/datasetReader';
import type { ArrayOutline } from '../../../formats/arrays';
import { AnnealError, type ErrorJson } from '../../../protocol/errors';
import type { StoredDataset } from '../../engine';
import { type ImageLayout, imageNames, layoutOf, pixelRange } from '../data/imageLayout';
import { chosenImageArrays, type ImageChoice } from '../data/imageRoles';
import type { ImageSet } from '../data/images';
import { type MaskReading, readMaskClasses } from '../data/masks';
import { pixelKindOf, pixelsFrom } from '../data/pixelKind';

/** One image as a set of its own. */
export interface SingleImage {
  set: ImageSet;
  /** Class index of each pixel; null without masks. */
  labels: Uint8Array | null;
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

/** What is found out about a dataset's images; plain data, that outlives the reader. */
interface KnownImages {
  images: ArrayOutline;
  layout: ImageLayout;
  names: string[];
  /** null without masks that can be used. */
  masks: (MaskReading & { name: string }) | null;
  problem: ErrorJson | null;
}

/** Keeps what was found out last: pages of one dataset are asked for one after the other. */
export function createImageShelf(): (dataset: StoredDataset, choice: ImageChoice) => Promise<StoredImages> {
  let last: { key: string; known: Promise<KnownImages> } | null = null;
  return async (dataset, choice) => {
    const key = JSON.stringify([dataset.record.fingerprint, choice.images, choice.masks, choice.ignoreLabel]);
    if (last?.key !== key) {
      const known = findOut(dataset, choice);
      last = { key, known };
      // What failed once may succeed later.
      known.catch(() => {
        last = null;
      });
    }
    return imagesOf(await last.known, dataset);
  };
}

/** @throws data-not-found for a dataset without images. */
export async function openStoredImages(dataset: StoredDataset, choice: ImageChoice): Promise<StoredImages> {
  return imagesOf(await findOut(dataset, choice), dataset);
}

async function findOut({ record, data }: StoredDataset, choice: ImageChoice): Promise<KnownImages> {
  const { images, masks } = chosenImageArrays([...data.arrays.values()], choice);
  if (!images) {
    throw new AnnealError('data-not-found', `${record.name} holds no images.`, {
      place: 'dataset.images',
      received: choice.images || [...data.arrays.keys()].join(', '),
      remedy: 'Choose an array of shape (images, height, width) or (images, height, width, channels).',
    });
  }
  const layout = await layoutOf(data, images);
  const names = await imageNames(data, layout.count);
  return { images, layout, names, ...(await findClasses(data, masks, layout, choice.ignoreLabel)) };
}

async function findClasses(
  data: DatasetReader,
  masks: ArrayOutline | null,
  layout: ImageLayout,
  ignore: ImageChoice['ignoreLabel'],
): Promise<Pick<KnownImages, 'masks' | 'problem'>> {
  if (!masks) return { masks: null, problem: null };
  try {
    return {
      masks: { ...(await readMaskClasses(data, masks, { layout, ignore })), name: masks.name },
      problem: null,
    };
  } catch (thrown) {
    return { masks: null, problem: AnnealError.from(thrown).toJSON() };
  }
}

function imagesOf(known: KnownImages, { record, data }: StoredDataset): StoredImages {
  const { images, masks, layout, names, problem } = known;
  const { count, channels } = layout;
  return {
    count,
    classes: masks?.classes ?? null,
    problem,
    async load(row) {
      if (!(row >= 0 && row < count)) {
        throw new AnnealError('data-not-found', `${record.name} has no image ${row}, only ${count}.`, {
          place: record.name,
        });
      }
      const { from, to } = pixelRange(layout, row, row + 1);
      const values = await data.read(images.name, from * channels, to * channels);
      // Of this image alone: the others need not be read to look at one.
      const { kind } = await pixelKindOf(images, () => [values]);
      const set: ImageSet = {
        count: 1,
        channels,
        names: [names[row]!],
        heights: layout.heights.slice(row, row + 1),
        widths: layout.widths.slice(row, row + 1),
        starts: Float64Array.of(0),
        fullScale: kind.fullScale,
        pixels: pixelsFrom(values, kind),
      };
      return { set, labels: masks ? masks.labelsOf(await data.read(masks.name, from, to)) : null };
    },
  };
}
