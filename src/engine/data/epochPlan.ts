/**
 * Which rows an epoch's steps take. A pure function of seed and epoch, so a cursor (epoch, step in epoch) is all that
 * a checkpoint needs. The last batch of an epoch may be short, and so may the last group of micro-batches.
 */
import { randomStream } from '../random';

export interface EpochPlan {
  /** Optimizer steps in an epoch. */
  steps: number;
  /** The micro-batches of one optimizer step, as row indices into the dataset. */
  step(index: number): Int32Array[];
}

export interface PlanConfig {
  batchSize: number;
  gradientAccumulationSteps: number;
  shuffle: boolean;
  seed: number;
}

export function stepsPerEpoch(rows: number, { batchSize, gradientAccumulationSteps }: PlanConfig): number {
  return Math.ceil(Math.ceil(rows / batchSize) / gradientAccumulationSteps);
}

/** @param epoch 0 for the first. */
export function planEpoch(rows: Uint32Array, config: PlanConfig, epoch: number): EpochPlan {
  const { batchSize, gradientAccumulationSteps, shuffle, seed } = config;
  const order = Int32Array.from(shuffle ? randomStream(seed, 'order', epoch).shuffle(rows.slice()) : rows);
  return {
    steps: stepsPerEpoch(rows.length, config),
    step(index) {
      const start = index * gradientAccumulationSteps * batchSize;
      const end = Math.min(order.length, start + gradientAccumulationSteps * batchSize);
      const batches: Int32Array[] = [];
      for (let at = start; at < end; at += batchSize)
        batches.push(order.slice(at, Math.min(end, at + batchSize)));
      return batches;
    },
  };
}
