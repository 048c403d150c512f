/**
 * The contract of a training step, and its course: the gradients of its micro-batches one after the other, those of the
 * penalties, one update.
 */
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data/epochPlan';
import type { Strengths } from '../regularizers/strength';
import { batchRandom } from './batchRandom';
import { penaltyFactors } from './penalties';
import type { Trainable } from './trainable';

export interface StepInputs {
  /** The micro-batches, one at least. */
  batches: readonly Batch[];
  learningRate: number;
  /** Of the parts of the loss; [1] where it has one. */
  lossWeights: readonly number[];
  /** 1 for the first optimizer step of the run. */
  step: number;
  /** 1 for the first update since the optimizer's moments were zero, for its bias correction. */
  update: number;
  seed: number;
  /** How many of the sums, at their end, are largest values; none when not given. */
  maxima?: number;
  /** As `StepRandom` has it. */
  gradientAccumulationSteps: number;
  /** λ of each regularizer; none does anything when not given. */
  strengths?: Strengths;
}

export interface Step {
  /**
   * @returns float32 [sums + 1 or more], for the caller to dispose: sums and largest values over the step's samples, then
   *   what `Trainable.update` has behind them.
   */
  run(inputs: StepInputs): tf.Tensor1D;
  /** Submits the steps that are still queued; more than one can share a submission. */
  submit(): void;
  dispose(): void;
}

/** How a kind of step computes its parts. */
export interface StepParts {
  /**
   * Adds the gradients of a micro-batch to the trainable and gives its sums, which have to last to the end of the step.
   * @param random seed and counter, int32 [2], what every random number of the batch is drawn from.
   */
  differentiate(batch: Batch, random: Int32Array): tf.Tensor1D;
  /** Adds the gradients of the penalties, multiplied with these factors. */
  penalise(factors: Float32Array): void;
}

export function runStep(
  trainable: Trainable,
  {
    batches,
    learningRate,
    step,
    update,
    seed,
    gradientAccumulationSteps,
    maxima = 0,
    strengths = [],
  }: StepInputs,
  { differentiate, penalise }: StepParts,
): tf.Tensor1D {
  trainable.setInputs(learningRate, update, batches.length, step);
  trainable.setStrengths(strengths);
  return tf.tidy(() => {
    const sums = batches.map((batch, microBatch) =>
      trainable.sift(
        differentiate(batch, batchRandom({ seed, step, gradientAccumulationSteps }, batches, microBatch)),
        maxima,
      ),
    );
    // One by one: a sum of all at once would bind a buffer for each.
    const total = sums.reduce((sum, addend) => takenTogether(sum, addend, maxima));
    trainable.close();
    const factors = penaltyFactors(trainable, strengths);
    if (factors) penalise(factors);
    return trainable.update(total);
  });
}

/** Sums added, and of the largest values at their end the larger ones. */
function takenTogether(a: tf.Tensor1D, b: tf.Tensor1D, maxima: number): tf.Tensor1D {
  if (maxima === 0) return tf.add(a, b);
  const first = a.size - maxima;
  const added = tf.add(a.slice(0, first), b.slice(0, first));
  return tf.concat([added, tf.maximum(a.slice(first), b.slice(first))]) as tf.Tensor1D;
}
