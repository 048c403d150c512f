/** The contract of the rules in this folder: what an epoch's end does to the weight of a loss's overlap part. */

export interface EpochEnd {
  /** 0 for the first. */
  epoch: number;
  /** Validation Dice of the epoch; null where there is none, or it is not a number. */
  dice: number | null;
  /** The same of each epoch before, oldest first. */
  before: readonly (number | null)[];
}

/** @returns the weight of the next epochs. */
export type WeightRule = (weight: number, end: EpochEnd) => number;
