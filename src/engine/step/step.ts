/** The contract of a training step. Two kinds: eager on any backend, recorded and replayed on WebGPU. */
import type * as tf from '@tensorflow/tfjs';

export interface StepInputs {
  /** Row indices of each micro-batch. */
  batches: Int32Array[];
  learningRate: number;
  /** Of the parts of the loss; [1] where it has one. */
  lossWeights: readonly number[];
  /** 1 for the first optimizer step of the run. */
  step: number;
  /** 1 for the first update since the optimizer's moments were zero, for its bias correction. */
  update: number;
  seed: number;
  /** Micro-batches of a full step, for a counter of masks that never repeats. */
  gradientAccumulationSteps: number;
}

export interface Step {
  /** @returns float32 [sums + 1]: sums over the step's samples, then the gradient norm; the caller disposes it. */
  run(inputs: StepInputs): tf.Tensor1D;
  /** Submits the steps that are still queued; more than one can share a submission. */
  submit(): void;
  dispose(): void;
}

/** Seed and counter of each micro-batch, int32: what every random number of the step is drawn from. */
export function randomInputs({ batches, step, seed, gradientAccumulationSteps }: StepInputs): Int32Array[] {
  return batches.map((_, microBatch) => Int32Array.of(seed, step * gradientAccumulationSteps + microBatch));
}
