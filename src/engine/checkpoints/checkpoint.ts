/**
 * A checkpoint: everything that decides the rest of a run.
 * Tensors are float32 by name: `input.kernel` (the weights), `ema/input.kernel`, `optimizer/<slot>/input.kernel`.
 * On disk it is one safetensors file whose `__metadata__.anneal` holds `state` as JSON (`encode.ts`).
 */
import { z } from 'zod';
import { runConfigSchema } from '../../protocol/config';

export interface NamedTensor {
  name: string;
  shape: number[];
  data: Float32Array;
}

export const checkpointStateSchema = z.object({
  version: z.literal(1),
  config: runConfigSchema,
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
  /** Sums over the samples of the running epoch, in the task's order. */
  sums: z.array(z.number()),
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
  seconds: z.number(),
  secondsInEpoch: z.number(),
  /** The monitored value at this checkpoint; null before the first validation. */
  value: z.number().nullable(),
});
export type CheckpointState = z.infer<typeof checkpointStateSchema>;

export interface Checkpoint {
  state: CheckpointState;
  tensors: NamedTensor[];
}
