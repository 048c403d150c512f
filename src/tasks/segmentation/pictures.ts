/**
 * Small pictures of images, for the page: of a dataset with its masks, of crops that a model will see, and of what a
 * model made of an image.
 */
import type { ErrorJson } from '../../protocol/errors';

export interface Picture {
  /** The image's row in the dataset. */
  row: number;
  name: string;
  /** In pixels of this picture, which is the image itself or smaller. */
  height: number;
  width: number;
  /** RGB, [height · width · 3]. */
  input: Uint8Array;
  /** Class index of each pixel, [height · width]; null where the truth is not known. */
  truth: Uint8Array | null;
  /**
   * In 255ths: of the foreground, [height · width], or of each class, [height · width · classes]. A pixel is foreground
   * where its probability is at least the threshold.
   */
  probability: Uint8Array;
  /** Of the whole image at its own size, mean over the foreground classes; null where the truth is not known. */
  dice: number | null;
}

/** An image of a dataset. */
export interface ImagePreview {
  /** The image's row in the dataset. */
  row: number;
  name: string;
  /** Of the image itself, pixels. */
  imageHeight: number;
  imageWidth: number;
  /** Of the picture, which is the image itself or smaller. */
  height: number;
  width: number;
  /** RGB, [height · width · 3]. */
  input: Uint8Array;
  /** Class index of each pixel, [height · width]; null without masks. */
  truth: Uint8Array | null;
  /** Share of the image's pixels that are not background; null without masks. */
  foreground: number | null;
}

export interface ImagePreviews {
  /** Images in the dataset. */
  count: number;
  /** The first is the background; null without masks. */
  classes: string[] | null;
  /** Why the masks that are there cannot be used. */
  problem: ErrorJson | null;
  /** In the order in which they were asked for. */
  pictures: ImagePreview[];
}

/** What a model will see of images while it trains. */
export interface CropPreviews {
  /** Of a crop, pixels. */
  height: number;
  width: number;
  classes: string[] | null;
  crops: {
    row: number;
    name: string;
    /** RGB, [height · width · 3]. */
    input: Uint8Array;
    /** Class index of each pixel, [height · width]; null without masks. */
    truth: Uint8Array | null;
  }[];
}

/** What a model makes of an image that may have no mask. */
export interface MaskPreview {
  row: number;
  name: string;
  /** Of the image itself, pixels. */
  imageHeight: number;
  imageWidth: number;
  /** Of the picture, which is the image itself or smaller. */
  height: number;
  width: number;
  /** RGB, [height · width · 3]. */
  input: Uint8Array<ArrayBuffer>;
  /** Predicted class index of each pixel, [height · width]. */
  labels: Uint8Array<ArrayBuffer>;
  /** In the image itself, of each foreground class: how many objects, and their pixels together. */
  objects: { name: string; count: number; area: number }[];
}

export interface MaskPreviews {
  /** Images that can be segmented. */
  count: number;
  /** The first is the background. */
  classes: string[];
  pictures: MaskPreview[];
}
