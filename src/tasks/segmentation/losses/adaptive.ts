/** The better the Dice, the more it counts: raised above one Dice, lowered below another. Without a Dice it stays. */
import type { WeightRule } from './weightRule';

export interface AdaptiveOptions {
  raiseAbove: number;
  raiseBy: number;
  lowerBelow: number;
  lowerBy: number;
  minWeight: number;
  maxWeight: number;
}

export function adaptive(options: AdaptiveOptions): WeightRule {
  return (weight, { dice }) => {
    if (dice === null) return weight;
    if (dice > options.raiseAbove) return Math.min(options.maxWeight, weight * options.raiseBy);
    if (dice < options.lowerBelow) return Math.max(options.minWeight, weight * options.lowerBy);
    return weight;
  };
}
