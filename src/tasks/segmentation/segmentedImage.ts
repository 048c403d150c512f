/** A model's answer for one image, and the images that the rows of a workload stand for. */

export interface SegmentedImage {
  row: number;
  height: number;
  width: number;
  /** Of the foreground, [height·width], or of each class, [height·width·classes]. */
  probability: Float32Array;
}

/** The images behind the rows, at their own sizes; read when they are asked for. */
export interface ImageRows {
  name(row: number): string;
  size(row: number): { height: number; width: number };
  /** For looking at: RGB, [height·width·3]. */
  rgb(row: number): Promise<Uint8Array>;
  /** Class indices, [height·width]; null where the data do not hold them. */
  truth(row: number): Promise<Uint8Array | null>;
}
