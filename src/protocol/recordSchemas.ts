/**
 * The zod schemas of what is stored and downloaded. Whatever is read back is parsed by them, since a database and a
 * file outlive the code that wrote them, and a browser may lose a part.
 */
import { z } from 'zod';
import { runConfigSchema } from './config';
import { errorCodes } from './errors';
import { type CheckpointSummary, checkpointKinds } from './events';
import { metricInfoSchema } from './metrics';
import type { CheckpointRecord, HistoryChunk, RunRecord } from './records';

/** Any number: the structured clone keeps NaN and infinities, and a diverged loss is one. */
const anyNumber = z.custom<number>((value) => typeof value === 'number', 'expected a number');
const count = z.number().int().min(0);
const metrics = z.record(z.string(), anyNumber);

const bestValue = z.object({ monitor: z.string(), value: anyNumber, epoch: count, step: count });

const backendInfo = z.object({
  name: z.enum(['webgpu', 'wasm', 'cpu']),
  device: z.string(),
  software: z.boolean(),
  reason: z.string().nullable(),
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
  config: runConfigSchema,
  dataset: z.object({ fingerprint: z.string(), name: z.string() }),
  status: z.enum(['waiting', 'training', 'paused', 'finished', 'stopped', 'interrupted', 'failed']),
  createdAt: z.string(),
  updatedAt: z.string(),
  seconds: anyNumber,
  epoch: count,
  step: count,
  totalEpochs: count,
  totalSteps: count,
  metrics: z.array(metricInfoSchema),
  best: bestValue.nullable(),
  test: metrics.nullable(),
  finishReason: z.enum(['completed', 'early-stopping', 'max-steps', 'max-minutes', 'stopped']).nullable(),
  backend: backendInfo.nullable(),
  parameterCount: count.nullable(),
  error: errorJson.nullable(),
  notes: z.string(),
  tags: z.array(z.string()),
  colour: count,
}) satisfies z.ZodType<RunRecord>;

const epochRowSchema = z.object({
  epoch: count,
  step: count,
  train: metrics,
  validation: metrics.nullable(),
  learningRate: anyNumber,
  seconds: anyNumber,
  isBest: z.boolean(),
});

const stepPointSchema = z.object({
  step: count,
  epoch: anyNumber,
  loss: anyNumber,
  learningRate: anyNumber,
  gradientNorm: anyNumber,
});

export const historyChunkSchema = z.object({
  version: z.literal(1),
  runId: z.string().min(1),
  index: count,
  epochs: z.array(epochRowSchema),
  points: z.array(stepPointSchema),
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
