/** Pictures of a dataset's images with their masks, for those that are looked at. */
import { previewOf } from '../analysis/picture';
import { heldImages } from '../data/images';
import { imageRows } from '../imageRows';
import type { ImagePreview, ImagePreviews } from '../pictures';
import type { StoredImages } from './storedImages';

/**
 * @param maxSide longest side of a picture, pixels.
 * @param transfer takes the buffers of the pictures.
 */
export async function previewImages(
  stored: StoredImages,
  rows: readonly number[],
  maxSide: number,
  transfer: Transferable[],
): Promise<ImagePreviews> {
  const pictures: ImagePreview[] = [];
  for (const row of rows) {
    const { set, labels } = await stored.load(row);
    const picture = { ...(await previewOf(imageRows(heldImages(set, labels)), 0, maxSide)), row };
    transfer.push(picture.input.buffer);
    if (picture.truth) transfer.push(picture.truth.buffer);
    pictures.push(picture);
  }
  const { count, classes, problem } = stored;
  return { count, classes, problem, pictures };
}
