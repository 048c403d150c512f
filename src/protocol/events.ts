/** What a training run says, in the order it happens. The page, the command line and the tests all read this. */

import type { Comparison } from './comparison';
import type { ErrorJson } from './errors';
import type { MetricInfo } from './metrics';
import type { StepColumns } from './steps';
import type { TensorReport, TensorSummary } from './tensors';

export type BackendName = 'webgpu' | 'wasm' | 'cpu';

export interface BackendInfo {
  name: BackendName;
  /** Adapter or processor in words, for example "NVIDIA H200" or "WASM, SIMD, 4 threads". */
  device: string;
  /** A software adapter: correct, but slower than WASM. */
  software: boolean;
  /** Why this backend was chosen, or why on one thread, in a sentence each; null when it is simply what was asked for. */
  reason: string | null;
  /** The programs around it; absent before a training has begun, and for runs of before they were kept. */
  environment?: Environment | undefined;
}

/** Which programs computed: with backend and device they decide the bits of a number. */
export interface Environment {
  /** Versions of Anneal and of TensorFlow.js. */
  anneal: string;
  tensorflow: string;
  /** "Chrome 141", "Node 20.19.4". */
  runtime: string;
  /** What runs the JavaScript in it, for example "V8": a browser's own version says which. */
  javascript: string;
  /** "Linux x86_64". */
  platform: string;
}

/** Metric name to value. Not-a-number stays NaN inside and becomes null in JSON. */
export type Metrics = Record<string, number>;

export interface EpochRow {
  epoch: number;
  step: number;
  train: Metrics;
  /** null when there are no validation rows. */
  validation: Metrics | null;
  /** The rate of the epoch's last step. */
  learningRate: number;
  /** Wall time, validation included. */
  seconds: number;
  /** Mean wall time of a batch of the training, validation left out; absent in histories that came from a CSV file. */
  batchSeconds?: number;
  isBest: boolean;
  /** Weights, gradients and activations at its end, where `training.logTensorsEveryNEpochs` asks for them. */
  tensors?: TensorSummary[];
}

export interface BestValue {
  monitor: string;
  value: number;
  epoch: number;
  step: number;
}

/** A checkpoint's identity without its tensors. */
export interface CheckpointSummary {
  id: string;
  /** Why it is kept; none for the fallback of the latest. */
  kinds: CheckpointKind[];
  epoch: number;
  step: number;
  monitor: string;
  /** null before the first validation. */
  value: number | null;
  bytes: number;
  createdAt: string;
}

/** In the order in which they are listed. */
export const checkpointKinds = [
  'best', // of the run, so far
  'latest', // where it goes on
  'earlierBest', // was best when it was saved
  'top', // one of the best few
  'milestone', // the rest are words of the strategies
  'good',
  'plateau',
  'interval',
  'epoch',
  'regular',
  'periodic', // every so many epochs
  'interrupted', // saved at a pause or a stop
] as const;
export type CheckpointKind = (typeof checkpointKinds)[number];

export type FinishReason = 'completed' | 'early-stopping' | 'max-steps' | 'max-minutes' | 'stopped';

export interface StartedEvent {
  type: 'started';
  backend: BackendInfo;
  parameterCount: number;
  stepsPerEpoch: number;
  totalSteps: number;
  totalEpochs: number;
  rows: { train: number; validation: number; test: number };
  /** In the order of the statistics table. */
  metrics: MetricInfo[];
  /** What the data are like, in lines of words; absent where the task says nothing. */
  about?: string[];
  /** null for a fresh run. */
  resumedFrom: { epoch: number; step: number } | null;
}

/** The run has got another length than it was started with: as many epochs as fit into its time. */
export interface PlannedEvent {
  type: 'planned';
  totalEpochs: number;
  totalSteps: number;
}

export interface BatchEvent {
  type: 'batch';
  epoch: number;
  step: number;
  steps: StepColumns;
  examplesPerSecond: number;
  /** Mean wall time of an optimizer step since the last batch event. */
  stepMilliseconds: number;
  etaSeconds: number;
  /** Whether the log has a line of it. */
  logged?: true;
}

/** Around the validation at an epoch's end; there are none where no rows validate. */
export interface ValidationEvent {
  type: 'validation';
  stage: 'begins' | 'done';
  /** The epoch that ends with it, from 1. */
  epoch: number;
}

export interface EpochEvent extends EpochRow {
  type: 'epoch';
  best: BestValue | null;
  etaSeconds: number;
}

export interface CheckpointEvent extends CheckpointSummary {
  type: 'checkpoint';
  /** Identifiers of earlier checkpoints that this one replaces. */
  replaces: string[];
  /** New kinds of earlier checkpoints that stay, by identifier; what is not named keeps its own. */
  kindsOf?: Record<string, CheckpointKind[]>;
}

export interface FinishedEvent {
  type: 'finished';
  reason: FinishReason;
  epoch: number;
  step: number;
  best: BestValue | null;
  /** Metrics on the test rows with the best weights; null without test rows or after a stop. */
  test: Metrics | null;
  /** The model beside baselines, where the task has some. */
  comparison?: Comparison;
  seconds: number;
}

/** Examples of the validation at an epoch's end, for looking at; kept nowhere. */
export interface ExamplesEvent {
  type: 'examples';
  epoch: number;
  /** Of the task's own type: made and shown in its folder. */
  value: unknown;
}

/** The tensors at an epoch's end, for the log, where `training.logTensorsEveryNEpochs` asks for them. */
export interface TensorsEvent extends TensorReport {
  type: 'tensors';
}

/** A remark about a run that a person should see. */
export interface RunWarning {
  code: string;
  message: string;
}

export type TrainEvent =
  | StartedEvent
  | PlannedEvent
  | BatchEvent
  | ValidationEvent
  | EpochEvent
  | ExamplesEvent
  | TensorsEvent
  | CheckpointEvent
  | ({ type: 'warning' } & RunWarning)
  | { type: 'paused'; epoch: number; step: number }
  | { type: 'resumed'; epoch: number; step: number }
  | FinishedEvent
  | { type: 'failed'; error: ErrorJson };
