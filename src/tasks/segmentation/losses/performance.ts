/**
 * Lowered when the Dice has fallen by more than `tolerance` since the epoch before; from the third epoch on, as in the
 * seed system. Where either epoch has no Dice it stays.
 */
import type { WeightRule } from './weightRule';

export interface PerformanceOptions {
  tolerance: number;
  weightStep: number;
  minWeight: number;
}

export function performance({ tolerance, weightStep, minWeight }: PerformanceOptions): WeightRule {
  return (weight, { dice, before }) => {
    const previous = before.at(-1) ?? null;
    if (before.length < 2 || dice === null || previous === null) return weight;
    return dice - previous < -tolerance ? Math.max(minWeight, weight - weightStep) : weight;
  };
}
