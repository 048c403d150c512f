/**
 * Which rows an epoch's steps take. A pure function of seed and epoch, so a cursor (epoch, step in epoch) is all that
 * a checkpoint needs. The last batch of an epoch may be short, and so may the last group of micro-batches.
 */
import { randomStream } from '../random';

export interface Batch {
  /** Indices into the dataset. */
  rows: Int32Array;
  /** Which of a workload's graphs the batch runs through: a session, a bucket of sizes; '' where there is one. */
  variant: string;
}

export interface EpochPlan {
  /** Optimizer steps in an epoch. */
  steps: number;
  /** The micro-batches of one optimizer step, one at least. */
  step(index: number): Batch[];
}

export interface PlanConfig {
  batchSize: number;
  gradientAccumulationSteps: number;
  shuffle: boolean;
  seed: number;
}

/** @param epoch 0 for the first. */
export function planEpoch(rows: Uint32Array, config: PlanConfig, epoch: number): EpochPlan {
  const { batchSize, gradientAccumulationSteps, shuffle, seed } = config;
  let order: Int32Array | null = null;
  // Only when a step is asked for: who wants to know how many there are need not wait for the shuffling.
  const ordered = () => {
    if (!order) {
      const own = rows.slice();
      if (shuffle) randomStream(seed, 'order', epoch).shuffle(own);
      order = new Int32Array(own.buffer);
    }
    return order;
  };
  return {
    steps: Math.ceil(Math.ceil(rows.length / batchSize) / gradientAccumulationSteps),
    step(index) {
      const start = index * gradientAccumulationSteps * batchSize;
      return consecutiveBatches(
        ordered().subarray(start, start + gradientAccumulationSteps * batchSize),
        batchSize,
      );
    },
  };
}

/** Batch size of evaluation: nothing is kept for a backward pass, so it can be larger than the training's. */
export const EVALUATION_BATCH = 1024;

/** Rows in their order, `size` a batch; the last may be short. */
export function consecutiveBatches(rows: Int32Array | Uint32Array, size: number): Batch[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => ({
    rows: Int32Array.from(rows.subarray(i * size, (i + 1) * size)),
    variant: '',
  }));
}
