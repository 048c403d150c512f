/** A segmented image as a small picture for the page: input, truth and probability, at most 384 pixels a side. */

import { outputsOf } from '../metrics/segmentationMask';
import type { Picture } from '../pictures';
import type { ImageRows, SegmentedImage } from '../segmentedImage';
import { means, middles, shrinkTo } from './shrink';

const MOST = 384;

/**
 * Input and probability are means over what a pixel of the picture covers, the truth is its middle.
 * @param classes how many, the background among them.
 * @param dice of the whole image; null where the truth is not known.
 */
export function pictureOf(
  { row, height, width, probability }: SegmentedImage,
  images: ImageRows,
  classes: number,
  dice: number | null,
): Picture {
  const shrunk = shrinkTo(height, width, MOST);
  const truth = images.truth(row);
  return {
    row,
    name: images.name(row),
    height: shrunk.rows.length,
    width: shrunk.columns.length,
    input: means(images.rgb(row), width, 3, shrunk, 1),
    truth: truth && middles(truth, width, shrunk),
    probability: means(probability, width, outputsOf(classes), shrunk, 255),
    dice,
  };
}
