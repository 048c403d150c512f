/** An image of a dataset with its mask as a small picture, before anything is trained. */

import type { ImagePreview } from '../pictures';
import type { ImageRows } from '../segmentedImage';
import { means, middles, shrinkTo } from './shrink';

/** @param most longest side of the picture, pixels. */
export function previewOf(images: ImageRows, row: number, most: number): ImagePreview {
  const { height, width } = images.size(row);
  const shrunk = shrinkTo(height, width, most);
  const truth = images.truth(row);
  return {
    row,
    name: images.name(row),
    imageHeight: height,
    imageWidth: width,
    height: shrunk.rows.length,
    width: shrunk.columns.length,
    input: means(images.rgb(row), width, 3, shrunk, 1),
    truth: truth && middles(truth, width, shrunk),
    foreground: truth && foregroundOf(truth),
  };
}

/** Share of pixels that are not background. */
function foregroundOf(truth: Uint8Array): number {
  let marked = 0;
  for (const label of truth) if (label > 0) marked++;
  return marked / truth.length;
}
