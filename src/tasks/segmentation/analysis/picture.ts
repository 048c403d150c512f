/**
 * Images made small for looking at: a segmented one for the page, one of a dataset before anything is trained, and which
 * of many are shown.
 */
import { means, middles, shrinkTo } from '../../../formats/images/shrink';
import { IGNORED } from '../kernels/maskSums';
import { outputsOf } from '../metrics/image';
import type { ImagePreview, Picture } from '../pictures';
import type { ImageRows, SegmentedImage } from '../segmentedImage';

/** Longest side of a segmented picture, pixels. */
const MOST = 384;

/**
 * A segmented image as a small picture for the page: input, truth and probability. Input and probability are means over what a pixel of the picture covers, the truth is its middle.
 * @param truth class index of each of its pixels; null where it is not known.
 * @param classes how many, the background among them.
 * @param dice of the whole image; null where the truth is not known.
 */
export async function pictureOf(
  { row, height, width, probability }: SegmentedImage,
  images: ImageRows,
  truth: Uint8Array | null,
  classes: number,
  dice: number | null,
): Promise<Picture> {
  const shrunk = shrinkTo(height, width, MOST);
  return {
    row,
    name: images.name(row),
    height: shrunk.rows.length,
    width: shrunk.columns.length,
    input: means(await images.rgb(row), width, 3, shrunk, 1),
    truth: truth && middles(truth, width, shrunk),
    probability: means(probability, width, outputsOf(classes), shrunk, 255),
    dice,
  };
}

/**
 * An image of a dataset with its mask as a small picture, before anything is trained.
 * @param most longest side of the picture, pixels.
 */
export async function previewOf(images: ImageRows, row: number, most: number): Promise<ImagePreview> {
  const { height, width } = images.size(row);
  const shrunk = shrinkTo(height, width, most);
  const truth = await images.truth(row);
  return {
    row,
    name: images.name(row),
    imageHeight: height,
    imageWidth: width,
    height: shrunk.rows.length,
    width: shrunk.columns.length,
    input: means(await images.rgb(row), width, 3, shrunk, 1),
    truth: truth && middles(truth, width, shrunk),
    foreground: truth && foregroundOf(truth),
  };
}

/** Share of pixels that are not background. */
function foregroundOf(truth: Uint8Array): number {
  let marked = 0;
  for (const label of truth) if (label > 0 && label !== IGNORED) marked++;
  return marked / truth.length;
}

/** Pictures of the worst images, and as many of the best. */
const EACH = 6;

export interface ExtremePictures {
  /** Whether a picture of this Dice would stay: one that would not need not be made. */
  takes(dice: number): boolean;
  add(picture: Picture): void;
  /** By Dice, the worst first. */
  readonly pictures: Picture[];
}

/**
 * The pictures of the worst images and of the best ones, of however many there are.
 * Takes pictures of images whose truth is known; of equals the earlier one is the worse.
 */
export function createExtremePictures(): ExtremePictures {
  const pictures: Picture[] = [];
  const placeOf = (dice: number) => {
    const at = pictures.findIndex((picture) => picture.dice! > dice);
    return at < 0 ? pictures.length : at;
  };
  return {
    pictures,
    // The middle of too many goes.
    takes: (dice) => pictures.length < 2 * EACH || placeOf(dice) !== EACH,
    add(picture) {
      pictures.splice(placeOf(picture.dice!), 0, picture);
      if (pictures.length > 2 * EACH) pictures.splice(EACH, 1);
    },
  };
}
