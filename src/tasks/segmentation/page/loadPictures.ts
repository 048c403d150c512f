/** Pictures of a stored dataset's images, for those that are looked at. */

import { dataClient } from '../../../store/dataClient';
import type { ImageChoice } from '../data/imageRoles';
import type { ImagePreviews } from '../pictures';

/**
 * @param maxSide longest side of a picture, pixels.
 * Rejects with `data-not-found` where there are no images, `storage-failed`, or `cancelled` with an import.
 */
export function loadPictures(
  fingerprint: string,
  { images, masks }: ImageChoice,
  rows: number[],
  maxSide: number,
): Promise<ImagePreviews> {
  return dataClient.pictures({ fingerprint, images, masks, rows, maxSide });
}
