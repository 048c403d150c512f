/** From the highest to the lowest weight along half a cosine, then lowest: epoch e of E has progress min(e/E, 1). */
import type { WeightRule } from './weightRule';

export interface CosineFallOptions {
  /** E. */
  epochs: number;
  minWeight: number;
  maxWeight: number;
}

export function cosineFall({ epochs, minWeight, maxWeight }: CosineFallOptions): WeightRule {
  return (_, { epoch }) => {
    const progress = Math.min(epoch / epochs, 1);
    return minWeight + (maxWeight - minWeight) * 0.5 * (1 + Math.cos(Math.PI * progress));
  };
}
