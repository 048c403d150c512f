/**
 * What the page may ask of the training worker: for each command its argument, parsed by zod on the worker's side,
 * its result, and what it says on the way. A training's events are the progress of its `train` command.
 */
import { z } from 'zod';
import { runConfigSchema } from './config';
import type { BackendInfo, TrainEvent } from './events';
import { jsonObjectSchema } from './json';
import { loggingSchema } from './logging';
import type { MetricInfo } from './metrics';
import type { TensorReport } from './tensors';
import type { Verification } from './verification';

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

/**
 * A question that the page of a task asks: previews, analyses and the like. Which there are, with the types of argument
 * and answer, is the task's own business.
 */
export const askSchema = z.strictObject({
  task: z.string().min(1),
  question: z.string().min(1),
  argument: jsonObjectSchema,
  /** The dataset; null for the one that the checkpoint was trained on. */
  fingerprint: fingerprint.nullable(),
  /** What it is about, where it is about one. */
  config: runConfigSchema.nullable(),
  checkpointId: checkpointId.nullable(),
  backend: backendPreferenceSchema,
});

/** Trains a stored run. */
export const trainSchema = z.strictObject({
  runId,
  backend: backendPreferenceSchema,
  /** null goes on from the latest checkpoint that is whole, or starts afresh where there is none. */
  resumeFrom: checkpointId.nullable(),
  /** Continue for so many epochs after those that the checkpoint has behind it; null ends as configured. */
  moreEpochs: z.number().int().positive().nullable(),
  /** null where it is logged for nobody. */
  logging: loggingSchema.nullable(),
  /** The address of the MLflow server that it is logged to, as the reader wrote it; null for none. */
  mlflow: z.string().nullable(),
  /** This tab in words, for the message that another tab gets when it wants the same run. */
  tab: z.string(),
});

/** Pause, continue, stop: the run must be training in this worker. */
export const controlSchema = z.strictObject({ runId });

/** What the tensors of the run that trains in this worker look like; activations cost a forward pass. */
export const liveTensorsSchema = z.strictObject({ runId, activations: z.boolean() });

/** Of a stored checkpoint; for activations its data are opened, and the backend is taken. */
export const checkpointTensorsSchema = z.strictObject({
  checkpointId,
  activations: z.boolean(),
  backend: backendPreferenceSchema,
});

/** Predicts every example of a dataset, the run's own or another one, with a checkpoint, and writes a file. */
/** Predictions as a file, and what is to be said of them, as of rows that have none. */
export interface PredictedFile {
  bytes: Uint8Array<ArrayBuffer>;
  remarks: { code: string; message: string }[];
}

export const predictSchema = z.strictObject({
  checkpointId,
  fingerprint,
  /** Of the file, without the dot: one of the formats of the checkpoint's task. */
  ending: z.string().min(1),
  /** As the task's `predictionOptions` has them. */
  options: jsonObjectSchema,
  backend: backendPreferenceSchema,
});

/** Measures the best checkpoint of a stored run again, on its data; `stored` prefers the backend that measured it then. */
export const verifySchema = z.strictObject({
  runId,
  backend: z.enum([...backendPreferenceSchema.options, 'stored']),
});

/** How many examples are done. */
export interface ExampleProgress {
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
  rows: { train: number; validation: number; test: number };
  /** What `checkpoint.monitor` can name, in the order of the statistics table. */
  metrics: MetricInfo[];
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
  /** The answer is of the task's own type: made and read in its folder. */
  ask: Command<typeof askSchema, unknown, ExampleProgress>;
  /** Resolves after the last event. */
  train: Command<typeof trainSchema, null, TrainEvent>;
  pause: Command<typeof controlSchema, null>;
  continue: Command<typeof controlSchema, null>;
  stop: Command<typeof controlSchema, null>;
  /** As they are between two steps. */
  liveTensors: Command<typeof liveTensorsSchema, TensorReport>;
  checkpointTensors: Command<typeof checkpointTensorsSchema, TensorReport>;
  /** Bytes of a file. */
  predict: Command<typeof predictSchema, PredictedFile, ExampleProgress>;
  /** Whether the stored metrics are reproduced. */
  verify: Command<typeof verifySchema, Verification>;
};
