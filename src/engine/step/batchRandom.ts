/** What the random numbers of a micro-batch are drawn from: masks of dropout, crops, noise. */
import type { Batch } from '../data/epochPlan';
import { streamId } from '../random';

export interface StepRandom {
  seed: number;
  /** 1 for the first optimizer step of the run. */
  step: number;
  /** Micro-batches that a full step has of one variant, at most: so a counter never repeats. */
  gradientAccumulationSteps: number;
}

/**
 * Each variant draws from a stream of its own, and counts its own micro-batches: which of the others are in a step changes
 * nothing for it.
 * @returns int32 [2]: seed and counter.
 */
export function batchRandom(
  { seed, step, gradientAccumulationSteps }: StepRandom,
  batches: readonly Pick<Batch, 'variant'>[],
  index: number,
): Int32Array {
  const { variant } = batches[index]!;
  const earlier = batches.slice(0, index).filter((batch) => batch.variant === variant).length;
  const own = variant === '' ? seed : seed ^ streamId(variant);
  return Int32Array.of(own, step * gradientAccumulationSteps + earlier);
}
