/**
 * A checkpoint: everything that decides the rest of a run.
 * Tensors are float32 by name: `input.kernel` (the weights), `ema/input.kernel`, `optimizer/<slot>/input.kernel`.
 * On disk it is one safetensors file whose `__metadata__.anneal` holds `state` as JSON (`encode.ts`).
 */
import { z } from 'zod';
import { sizeOf } from '../../formats/arrays';
import { storedConfigSchema } from '../../protocol/config';
import type { CheckpointKind, CheckpointSummary } from '../../protocol/events';

export interface NamedTensor {
  name: string;
  shape: number[];
  data: Float32Array;
}

export const checkpointStateSchema = z.object({
  version: z.literal(1),
  config: storedConfigSchema,
  /** SHA-256 of the dataset's content. */
  fingerprint: z.string(),
  /** What the task fitted on the training rows: scaling, column names, classes, sizes. */
  task: z.record(z.string(), z.json()),
  /** Completed epochs, optimizer steps so far, and optimizer steps taken inside the running epoch. */
  epoch: z.number().int(),
  step: z.number().int(),
  stepInEpoch: z.number().int(),
  /** Step at which the optimizer's state began: 0, or where the run went on without it. */
  optimizerStart: z.number().int().default(0),
  /** Updates since then that a parameter had no gradient in, by name; those that had one in each are left out. */
  missedUpdates: z.record(z.string(), z.number().int()).default({}),
  /** Epochs of the run, where they were planned to fit into its time: `training/timeBudget.ts`. */
  plannedEpochs: z.number().int().nullable().default(null),
  /** Parameters that began as given weights, by name; frozen ones stay so. */
  pretrained: z.array(z.string()).default([]),
  /** Sums and largest values over the samples of the running epoch, in the task's order; null for what is not finite. */
  sums: z.array(z.number().nullable()),
  /** Plateau and other schedules that look at a metric. */
  schedule: z.record(z.string(), z.json()),
  /** Loss schedulers; null where the loss has one part. */
  lossWeights: z.json().default(null),
  best: z
    .object({ monitor: z.string(), value: z.number(), epoch: z.number().int(), step: z.number().int() })
    .nullable(),
  epochsWithoutImprovement: z.number().int(),
  /** Learning-rate factor left by roll-backs. */
  rateFactor: z.number(),
  rollbacks: z.number().int(),
  /** Steps that were left out as not finite, and those among them since the last one that was not; unknown in earlier files. */
  skipped: z.number().int().default(0),
  skippedInARow: z.number().int().default(0),
  seconds: z.number(),
  secondsInEpoch: z.number(),
  /** Batches of the running epoch; unknown in earlier files. */
  batchesInEpoch: z.number().int().default(0),
  /** The monitored value at this checkpoint; null before the first validation. */
  value: z.number().nullable(),
});
export type CheckpointState = z.infer<typeof checkpointStateSchema>;

export interface Checkpoint {
  state: CheckpointState;
  tensors: NamedTensor[];
}

/**
 * Names of optimizer tensors begin with it: most of the bytes of a checkpoint, and what only going on exactly takes.
 */
export const optimizerPrefix = 'optimizer/';

/** The same checkpoint for everything but going on exactly; averaged weights and counters stay. */
export function withoutOptimizerState({ state, tensors }: Checkpoint): Checkpoint {
  return { state, tensors: tensors.filter(({ name }) => !name.startsWith(optimizerPrefix)) };
}

/** Whether a checkpoint holds what its optimizer needs to go on as if nothing had happened. */
export function canResumeExactly({ state, tensors }: Checkpoint): boolean {
  const { optimizer } = state.config.training;
  const stateless = optimizer.name === 'sgd' && optimizer.momentum === 0;
  return stateless || tensors.some(({ name }) => name.startsWith(optimizerPrefix));
}

/**
 * How many parameters the model of a checkpoint has, as a run says it: running statistics are none.
 * Averages and optimizer state have a `/` in their names; running statistics are called so in their last part.
 */
export function parameterCountOf({ tensors }: Pick<Checkpoint, 'tensors'>): number {
  return tensors
    .filter(({ name }) => !name.includes('/') && !/(^|\.)running[^.]*$/.test(name))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/**
 * What is said of a checkpoint without its tensors.
 * @param bytes size of the encoded checkpoint.
 */
export function summaryOf(
  id: string,
  kinds: CheckpointKind[],
  { epoch, step, value, config }: CheckpointState,
  bytes: number,
  createdAt: Date,
): CheckpointSummary {
  return {
    id,
    kinds,
    epoch,
    step,
    monitor: config.checkpoint.monitor,
    value,
    bytes,
    createdAt: createdAt.toISOString(),
  };
}
