/**
 * What the page may ask of the training worker: for each command its argument, parsed by zod on the worker's side,
 * its result, and what it says on the way. A training's events are the progress of its `train` command.
 */
import { z } from 'zod';
import type { CropPreviews } from '../tasks/segmentation/pictures';
import type { Analysis } from './analysis';
import { runConfigSchema } from './config';
import type { BackendInfo, TrainEvent } from './events';

export const backendPreferenceSchema = z.enum(['auto', 'webgpu', 'wasm', 'cpu']);
export type BackendPreference = z.infer<typeof backendPreferenceSchema>;

export const splitChoiceSchema = z.enum(['train', 'validation', 'test', 'all']);
export type SplitChoice = z.infer<typeof splitChoiceSchema>;

const runId = z.string().min(1);
const checkpointId = z.string().min(1);
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/);

/** Which backends work here, and which one `auto` takes. */
export const probeSchema = z.strictObject({});

/** What a configuration would train on a dataset, without a backend. */
export const describeSchema = z.strictObject({ config: runConfigSchema, fingerprint });

/** Crops of a dataset's images as the model would see them. */
export const previewCropsSchema = z.strictObject({
  config: runConfigSchema,
  fingerprint,
  /** A row that occurs twice gives two crops. */
  rows: z.array(z.number().int().min(0)).max(64),
  /** Another one gives other crops. */
  seed: z.number().int().min(0),
  backend: backendPreferenceSchema,
});

/** Trains a stored run. */
export const trainSchema = z.strictObject({
  runId,
  backend: backendPreferenceSchema,
  /** null goes on from the latest checkpoint that is whole, or starts afresh where there is none. */
  resumeFrom: checkpointId.nullable(),
  /** This tab in words, for the message that another tab gets when it wants the same run. */
  tab: z.string(),
});

/** Pause, continue, stop: the run must be training in this worker. */
export const controlSchema = z.strictObject({ runId });

/** Predicts a split with a checkpoint and compares it with the truth. */
export const analyseSchema = z.strictObject({
  runId,
  checkpointId,
  split: splitChoiceSchema,
  backend: backendPreferenceSchema,
});

/** `csv` and `npz` for rows of a table, `zip` for masks of images. */
const predictionFormatSchema = z.enum(['csv', 'npz', 'zip']);
export type PredictionFormat = z.infer<typeof predictionFormatSchema>;

/** Predicts every row of a dataset, the run's own or another one, with a checkpoint. */
export const predictSchema = z.strictObject({
  checkpointId,
  fingerprint,
  format: predictionFormatSchema,
  /** Of masks of two classes; null for the one of the run's configuration. */
  threshold: z.number().gt(0).lt(1).nullable(),
  backend: backendPreferenceSchema,
});

/** How many images of a split or a dataset are done. */
export interface ImageProgress {
  done: number;
  total: number;
}

export interface ProbeResult {
  available: BackendInfo[];
  automatic: BackendInfo;
}

export interface Description {
  parameters: { name: string; shape: number[]; size: number }[];
  parameterCount: number;
  /** What the task counts as a row. */
  unit: 'rows' | 'images';
  rows: { train: number; validation: number; test: number };
  /** Names that `checkpoint.monitor` can take, in the order of the statistics table. */
  metricNames: string[];
  stepsPerEpoch: number;
  /** A rough upper bound of the memory that training takes on the backend. */
  predictedBytes: number;
  /** About the model, for whoever configures it. */
  facts: { name: string; value: string }[];
  /** About the data, for example how many rows are dropped. */
  remarks: { code: string; message: string }[];
}

type Command<Schema extends z.ZodType, Result, Progress = never> = {
  argument: z.infer<Schema>;
  result: Result;
  progress: Progress;
};

/** Every command by name. */
export type TrainCommands = {
  probe: Command<typeof probeSchema, ProbeResult>;
  describe: Command<typeof describeSchema, Description>;
  previewCrops: Command<typeof previewCropsSchema, CropPreviews>;
  /** Resolves after the last event. */
  train: Command<typeof trainSchema, null, TrainEvent>;
  pause: Command<typeof controlSchema, null>;
  continue: Command<typeof controlSchema, null>;
  stop: Command<typeof controlSchema, null>;
  analyse: Command<typeof analyseSchema, Analysis, ImageProgress>;
  /** Bytes of a file. */
  predict: Command<typeof predictSchema, Uint8Array<ArrayBuffer>, ImageProgress>;
};
