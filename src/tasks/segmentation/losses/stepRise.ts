/** Raised at every `everyNEpochs`-th epoch, the first one (0) excepted. */
import type { WeightRule } from './weightRule';

export interface StepRiseOptions {
  everyNEpochs: number;
  weightStep: number;
  maxWeight: number;
}

export function stepRise({ everyNEpochs, weightStep, maxWeight }: StepRiseOptions): WeightRule {
  return (weight, { epoch }) =>
    epoch > 0 && epoch % everyNEpochs === 0 ? Math.min(maxWeight, weight + weightStep) : weight;
}
