/**
 * What is kept between visits, each with its version, and the zod schemas by which it is read back. A database and a file
 * outlive the code that wrote them, and a browser may lose a part. Earlier versions: `migrations.ts`.
 */

import { z } from 'zod';
import { type Comparison, comparisonSchema } from './comparison';
import { type RunConfig, storedConfigSchema } from './config';
import { datasetSourceSchema } from './datasetSchema';
import type { DatasetSource } from './datasets';
import { type ErrorJson, errorCodes } from './errors';
import {
  type BackendInfo,
  type BestValue,
  type CheckpointSummary,
  checkpointKinds,
  type Environment,
  type EpochRow,
  type FinishReason,
  type Metrics,
  type RunWarning,
} from './events';
import type { Json } from './json';
import { type MetricInfo, metricInfoSchema } from './metrics';
import { type StepColumns, stepColumnsSchema } from './steps';
import { tensorSummarySchema } from './tensors';

export type RunStatus = 'waiting' | 'training' | 'paused' | 'finished' | 'stopped' | 'interrupted' | 'failed';

export interface RunRecord {
  version: 2;
  id: string;
  name: string;
  config: RunConfig;
  /** `source` is left out where nothing but the fingerprint is known. */
  dataset: { fingerprint: string; name: string; source?: DatasetSource };
  status: RunStatus;
  createdAt: string;
  updatedAt: string;
  /** Seconds of training, over all sessions. */
  seconds: number;
  epoch: number;
  step: number;
  totalEpochs: number;
  totalSteps: number;
  /** As the run began to say what it measures; empty before, and for runs of before they were kept. */
  metrics: MetricInfo[];
  best: BestValue | null;
  test: Metrics | null;
  /** As the run ended; absent before, for tasks without baselines, and in records of before they were kept. */
  comparison?: Comparison | undefined;
  finishReason: FinishReason | null;
  backend: BackendInfo | null;
  parameterCount: number | null;
  error: ErrorJson | null;
  /** The last ones that it gave. */
  warnings: RunWarning[];
  /** How often in a row it has ended for want of its GPU; absent for none. */
  gpuLosses?: number | undefined;
  notes: string;
  tags: string[];
  /** Index into the series palette; a run keeps its colour for life. */
  colour: number;
  /** It stands above the others, however they are ordered. */
  pinned?: boolean | undefined;
  /** It is out of sight unless somebody asks for what is archived. */
  archived?: boolean | undefined;
  /** Another program trained it: there are curves and settings to look at, and nothing to continue or to analyse. */
  foreign?: ForeignRun | undefined;
  /** It is a checkpoint that came by itself: what its run did besides is not known. */
  alone?: true;
  /** What the model takes and gives, where a checkpoint said so and the configuration leaves it to the data. */
  roles?: ModelRoles;
}

/** What the file of another program says of a run beside its curves. Names are anybody's: pairs, not keys. */
export interface ForeignRun {
  program: string;
  settings: [string, Json][];
  /** The last value of each curve, and what the file sums up. */
  last: Metrics;
}

/** Names of arrays or columns. */
export interface ModelRoles {
  inputs: string[];
  targets: string[];
}

/** Whether a run has ever trained; one that has not may have been stopped or closed while it waited for its turn. */
export function hasBegun({ backend, step }: Pick<RunRecord, 'backend' | 'step'>): boolean {
  return backend !== null || step > 0;
}

/** History is kept in chunks so that a commit never rewrites what is old. */
export interface HistoryChunk {
  version: 2;
  runId: string;
  index: number;
  epochs: EpochRow[];
  steps: StepColumns;
  /** Lines of the run's log. */
  log: string[];
}

/** What the last validation had to look at; its value is read by the page of the run's task. */
export interface StoredExamples {
  epoch: number;
  value: unknown;
}

/** A run as a whole: what is downloaded as one archive and can be brought back from it. */
export interface RunBundle {
  run: RunRecord;
  epochs: EpochRow[];
  steps: StepColumns;
  log: string[];
  /** null where there are none. */
  examples: StoredExamples | null;
  /** Oldest first; each payload is a checkpoint file with everything that resuming needs. */
  checkpoints: { summary: CheckpointSummary; payload: Uint8Array<ArrayBuffer> }[];
}

export interface CheckpointRecord extends CheckpointSummary {
  version: 1;
  runId: string;
  /** Of the payload, lower-case hex; checked at every load. */
  sha256: string;
}

/** As much of a checkpoint as lists show: what the event of its commit says. */
export type ListedCheckpoint = CheckpointSummary & Pick<CheckpointRecord, 'runId'>;

/** Any number: the structured clone keeps NaN and infinities, and a diverged loss is one. */
const anyNumber = z.custom<number>((value) => typeof value === 'number', 'expected a number');
const count = z.number().int().min(0);
const metrics = z.record(z.string(), anyNumber);

const bestValue = z.object({ monitor: z.string(), value: anyNumber, epoch: count, step: count });

export const environmentSchema = z.object({
  anneal: z.string(),
  tensorflow: z.string(),
  runtime: z.string(),
  javascript: z.string(),
  platform: z.string(),
}) satisfies z.ZodType<Environment>;

export const backendInfoSchema = z.object({
  name: z.enum(['webgpu', 'wasm', 'cpu']),
  device: z.string(),
  software: z.boolean(),
  reason: z.string().nullable(),
  environment: environmentSchema.optional(),
});

const errorJson = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  place: z.string().optional(),
  received: z.string().optional(),
  remedy: z.string().optional(),
});

export const runRecordSchema = z.object({
  version: z.literal(2),
  id: z.string().min(1),
  name: z.string(),
  config: storedConfigSchema,
  dataset: z.object({
    fingerprint: z.string(),
    name: z.string(),
    source: datasetSourceSchema.optional().catch(undefined),
  }),
  status: z.enum(['waiting', 'training', 'paused', 'finished', 'stopped', 'interrupted', 'failed']),
  createdAt: z.string(),
  updatedAt: z.string(),
  seconds: anyNumber,
  epoch: count,
  step: count,
  totalEpochs: count,
  totalSteps: count,
  best: bestValue.nullable(),
  metrics: z.array(metricInfoSchema),
  test: metrics.nullable(),
  comparison: comparisonSchema.optional(),
  finishReason: z.enum(['completed', 'early-stopping', 'max-steps', 'max-minutes', 'stopped']).nullable(),
  backend: backendInfoSchema.nullable(),
  parameterCount: count.nullable(),
  error: errorJson.nullable(),
  // Records of before have none.
  warnings: z.array(z.object({ code: z.string(), message: z.string() })).default([]),
  gpuLosses: count.optional(),
  notes: z.string(),
  tags: z.array(z.string()),
  colour: count,
  pinned: z.boolean().optional(),
  archived: z.boolean().optional(),
  foreign: z
    .object({ program: z.string(), settings: z.array(z.tuple([z.string(), z.json()])), last: metrics })
    .optional(),
  alone: z.literal(true).optional(),
  roles: z.object({ inputs: z.array(z.string()), targets: z.array(z.string()) }).optional(),
}) satisfies z.ZodType<RunRecord>;

const epochRowSchema = z.object({
  epoch: count,
  step: count,
  train: metrics,
  validation: metrics.nullable(),
  learningRate: anyNumber,
  seconds: anyNumber,
  batchSeconds: anyNumber.optional(),
  isBest: z.boolean(),
  tensors: z.array(tensorSummarySchema).optional(),
});

export const historyChunkSchema = z.object({
  version: z.literal(2),
  runId: z.string().min(1),
  index: count,
  epochs: z.array(epochRowSchema),
  steps: stepColumnsSchema,
  log: z.array(z.string()),
}) satisfies z.ZodType<HistoryChunk>;

export const checkpointSummarySchema = z.object({
  id: z.string().min(1),
  kinds: z.array(z.enum(checkpointKinds)),
  epoch: count,
  step: count,
  monitor: z.string(),
  value: anyNumber.nullable(),
  bytes: count,
  createdAt: z.string(),
}) satisfies z.ZodType<CheckpointSummary>;

export const checkpointRecordSchema = checkpointSummarySchema.extend({
  version: z.literal(1),
  runId: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
}) satisfies z.ZodType<CheckpointRecord>;
