/**
 * The images of a set as a step and an evaluation take them: all on the device, or read while the device still works on
 * earlier ones.
 */
import type { Batch } from '../../../engine/data/epochPlan';
import { windowIndices } from '../../../engine/data/table';
import type { Residency, StepGraph } from '../../../engine/workload';
import { AnnealError } from '../../../protocol/errors';
import { pixelRange } from './imageLayout';
import { createImageStore, createWindowStore, type ImageStore, type Normalization } from './imageStore';
import { heldImages, holdImages, type ImageSource } from './images';
import type { WindowImage } from './packedImages';
import { createPixels } from './pixelKind';

export interface LoadedImages {
  store: ImageStore;
  /** The same images for people; from memory where they are all there. */
  images: ImageSource;
  /** Empty where all images are on the device. */
  feeding: Pick<StepGraph, 'fetch' | 'inputs'>;
  /** How many different images can be on the device at once, beside those of a step. */
  together: number;
  /** Has images on the device, and says as which rows of the store. @param rows of one image where `together` is 1. */
  bring(rows: Int32Array): Promise<Int32Array>;
  dispose(): void;
}

/** @param batchSize images that a step uses, at most. */
export async function loadImages(
  images: ImageSource,
  normalization: Normalization,
  batchSize: number,
  residency?: Residency,
): Promise<LoadedImages> {
  return residency && bytesOf(images) > residency.residentBytes
    ? streamed(images, normalization, batchSize)
    : resident(images, normalization);
}

function bytesOf(images: ImageSource): number {
  const { to: pixels } = pixelRange(images, 0, images.count);
  const valueBytes = createPixels(images.pixelType, 0).BYTES_PER_ELEMENT;
  return pixels * (images.channels * valueBytes + (images.labels ? 1 : 0));
}

async function resident(images: ImageSource, normalization: Normalization): Promise<LoadedImages> {
  const { set, labels } = await holdImages(images);
  const store = createImageStore(set, labels, normalization);
  return {
    store,
    images: heldImages(set, labels),
    feeding: {},
    together: Number.POSITIVE_INFINITY,
    bring: async (rows) => rows,
    dispose: () => store.dispose(),
  };
}

function streamed(images: ImageSource, normalization: Normalization, batchSize: number): LoadedImages {
  const store = createWindowStore(images, normalization, batchSize);
  /** Of batches that are about to be computed. Weak, since some never are: those of steps read ahead of a roll-back. */
  const fetched = new WeakMap<Batch, WindowImage[]>();
  /** The image that `bring` has brought, until a step needs its place. */
  let brought: number | null = null;
  return {
    store,
    images,
    feeding: {
      async fetch(batch) {
        fetched.set(batch, await readImages(images, batch.rows));
      },
      inputs(batch) {
        const read = fetched.get(batch);
        if (!read) throw new AnnealError('internal', 'The images of a batch were not read before it began.');
        brought = null;
        store.show(read);
        return { rows: windowIndices(batch.rows) };
      },
    },
    together: 1,
    async bring(rows) {
      const [row] = rows;
      // A large image comes in many tiles.
      if (row !== undefined && row !== brought) {
        store.show(await readImages(images, Int32Array.of(row)));
        brought = row;
      }
      return new Int32Array(rows.length);
    },
    dispose: () => store.dispose(),
  };
}

/** Each image is read once, however often it occurs. */
function readImages(images: ImageSource, rows: Int32Array): Promise<WindowImage[]> {
  const { heights, widths, labels } = images;
  const read = async (row: number): Promise<WindowImage> => ({
    height: heights[row]!,
    width: widths[row]!,
    layers: await Promise.all([images.pixels(row, row + 1), ...(labels ? [labels(row, row + 1)] : [])]),
  });
  const once = new Map([...new Set(rows)].map((row) => [row, read(row)]));
  return Promise.all(Array.from(rows, (row) => once.get(row)!));
}
