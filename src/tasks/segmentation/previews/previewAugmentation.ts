/** Crops of a dataset's images as a model would see them while it trains, on the active backend. */

import type { SegmentationConfig } from '../config';
import { createImageStore } from '../data/imageStore';
import { previewCrops } from '../data/previewCrops';
import type { CropPreviews } from '../pictures';
import type { StoredImages } from './storedImages';

/** Seeds that one draw may use: a crop has one of its own, so that crops of one image differ. */
const SEEDS = 64;

/**
 * One crop for each row; a row that occurs twice gives two different crops. Each draw gives others.
 * @param transfer takes the buffers of the pictures.
 */
export async function previewAugmentation(
  { dataset, augmentation }: SegmentationConfig,
  stored: StoredImages,
  rows: readonly number[],
  draw: number,
  transfer: Transferable[],
): Promise<CropPreviews> {
  const size = { height: dataset.cropSize, width: dataset.cropSize };
  const crops: CropPreviews['crops'] = [];
  for (const [index, row] of rows.entries()) {
    const { set, labels } = await stored.load(row);
    // Scaling is undone before a picture is shown, so it need not be known.
    const unscaled = {
      mean: new Array<number>(set.channels).fill(0),
      std: new Array<number>(set.channels).fill(1),
    };
    const store = createImageStore(set, labels, unscaled);
    try {
      const seed = (draw * SEEDS + index) % 2 ** 31;
      const crop = await previewCrops(store, 0, 1, seed, size, augmentation);
      transfer.push(crop.images.buffer, crop.labels.buffer);
      crops.push({ row, name: set.names[0]!, input: crop.images, truth: labels && crop.labels });
    } finally {
      store.dispose();
    }
  }
  return { ...size, classes: stored.classes, crops };
}
