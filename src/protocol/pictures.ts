/** Small pictures of images that a model segmented, for the page: what went in, the truth, and what came out. */

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
