/** The rules of the loss schedulers: what an epoch's end does to the weight of a loss's overlap part. */

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

export interface AdaptiveOptions {
  raiseAbove: number;
  raiseBy: number;
  lowerBelow: number;
  lowerBy: number;
  minWeight: number;
  maxWeight: number;
}

/**
 * The better the Dice, the more it counts: raised above one Dice, lowered below another. Without a Dice it stays.
 */
export function adaptive(options: AdaptiveOptions): WeightRule {
  return (weight, { dice }) => {
    if (dice === null) return weight;
    if (dice > options.raiseAbove) return Math.min(options.maxWeight, weight * options.raiseBy);
    if (dice < options.lowerBelow) return Math.max(options.minWeight, weight * options.lowerBy);
    return weight;
  };
}

export interface CosineFallOptions {
  /** E. */
  epochs: number;
  minWeight: number;
  maxWeight: number;
}

/**
 * From the highest to the lowest weight along half a cosine, then lowest: epoch e of E has progress min(e/E, 1).
 */
export function cosineFall({ epochs, minWeight, maxWeight }: CosineFallOptions): WeightRule {
  return (_, { epoch }) => {
    const progress = Math.min(epoch / epochs, 1);
    return minWeight + (maxWeight - minWeight) * 0.5 * (1 + Math.cos(Math.PI * progress));
  };
}

export interface StepRiseOptions {
  everyNEpochs: number;
  weightStep: number;
  maxWeight: number;
}

/** Raised at every `everyNEpochs`-th epoch, the first one (0) excepted. */
export function stepRise({ everyNEpochs, weightStep, maxWeight }: StepRiseOptions): WeightRule {
  return (weight, { epoch }) =>
    epoch > 0 && epoch % everyNEpochs === 0 ? Math.min(maxWeight, weight + weightStep) : weight;
}

export interface PerformanceOptions {
  tolerance: number;
  weightStep: number;
  minWeight: number;
}

/**
 * Lowered when the Dice has fallen by more than `tolerance` since the epoch before; from the third epoch on. Where either epoch has no Dice it stays.
 */
export function performance({ tolerance, weightStep, minWeight }: PerformanceOptions): WeightRule {
  return (weight, { dice, before }) => {
    const previous = before.at(-1) ?? null;
    if (before.length < 2 || dice === null || previous === null) return weight;
    return dice - previous < -tolerance ? Math.max(minWeight, weight - weightStep) : weight;
  };
}
