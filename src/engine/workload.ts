/**
 * What a workload is. A task turns a config and named arrays into a `Workload`; the trainer knows no more than this.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Comparison } from '../protocol/comparison';
import type { RunConfig } from '../protocol/config';
import type { EpochRow, Metrics, RunWarning } from '../protocol/events';
import type { Json } from '../protocol/json';
import type { MetricInfo } from '../protocol/metrics';
import type { DatasetReader } from './data/datasetReader';
import type { Batch, EpochPlan } from './data/epochPlan';
import type { Workspace } from './data/workspace';
import type { LossWeights } from './losses/lossWeights';
import type { ParameterSpec, Parameters, PassContext } from './nn/parameter';

export type SplitName = 'train' | 'validation' | 'test';

/** An array that a step's graph takes, one-dimensional where no shape is given. */
export type InputArray =
  | Int32Array
  | Float32Array
  | { values: Int32Array | Float32Array; shape: readonly number[] };

export interface StepContext extends PassContext {
  /** Of the batch. Where variants differ in their graph, all that they differ by follows from it. */
  variant: string;
  /** float32 [parts]: weights of the loss's parts, an input of the step; [1] where a loss has one part. */
  lossWeights: tf.Tensor1D;
}

/** What a batch gives. */
export interface ForwardResult {
  /** Mean over the batch. */
  loss: tf.Scalar;
  /**
   * Sums over the batch's samples, and largest values at their end if there are any, float32 [sumNames.length]: few, since
   * they are read back at every step.
   */
  sums: tf.Tensor1D;
  /** Next values of the running statistics, by parameter name, while training; several micro-batches are averaged. */
  running?: Readonly<Record<string, tf.Tensor>>;
}

/** What the rows of a split measure. */
export interface Evaluation {
  /** May hold metrics that training has not, and lack some that it has. */
  metrics: Metrics;
  /** What the task's page shows of the rows, in the task's own form; plain data that a worker can post. */
  examples?: unknown;
}

export interface EvaluationOptions {
  /** Of the parts of the loss; [1] where it has one. */
  lossWeights: readonly number[];
}

/** What a training step runs. */
export interface StepGraph {
  /**
   * Reads the rows of a coming batch ahead of time, where they are not at hand. The batch is the one that `inputs` will be
   * called with, when the promise, if there is one, has settled.
   */
  fetch?(batch: Batch): Promise<void> | void;
  /**
   * The arrays that the graph of a batch takes, by name; `{ rows }` where absent. Where rows are not resident it also
   * brings them to the device: it is called once for each batch, just before the batch is computed.
   */
  inputs?(batch: Batch): Readonly<Record<string, InputArray>>;
  /**
   * The graph of one batch. It depends on the batch's variant and on the shapes of its inputs alone: on WebGPU it is
   * recorded once for each of these.
   * @param inputs what `inputs` gives, as tensors; `rows` is int32 [batch], indices into the dataset.
   */
  forward(
    parameters: Parameters,
    inputs: Readonly<Record<string, tf.Tensor>>,
    context: StepContext,
  ): ForwardResult;
}

/** A workload on the active backend. Its tensors are its own; `dispose` releases them. */
export interface Executable extends StepGraph {
  /** Measures rows for validation and test, in the task's own way; `sumBatches` serves those that sum over batches. */
  evaluate(parameters: Parameters, rows: Uint32Array, options: EvaluationOptions): Promise<Evaluation>;
  /** The model beside baselines on rows, which are a part of the split or all; null where there are none. Asked at the end of a run. */
  compare?(parameters: Parameters, rows: Uint32Array, part: SplitName | 'all'): Promise<Comparison | null>;
  dispose(): void;
}

/** A dataset above `residentBytes` does not go to the device: only the rows of a batch are brought there. */
export interface Residency {
  residentBytes: number;
  /** Rows that a batch, of training or of evaluation, has at most. */
  rows: number;
  /** A place for rows that are not on the device: in memory where they fit, else on the disk. */
  scratch: Workspace['scratch'];
}

/** What a configuration would train on a dataset, before any number is fitted. */
export interface Outline {
  parameters: ParameterSpec[];
  /** Rows that can be predicted, by their number in the data; a policy may have left some out. */
  rows: Uint32Array;
  splits: Record<SplitName, Uint32Array>;
  /** Rows that an epoch visits, where that is not each training row once. */
  epochRows?: Uint32Array;
  /**
   * The batches of an epoch, 0 the first, where they are not simply rows in some order: those of a session, graphs of
   * like size. A function of the epoch (and of the workload) alone; all epochs have as many steps, and no
   * batch has more rows than `training.batchSize`.
   */
  plan?(epoch: number): EpochPlan;
  /** What is measured, in the order of the statistics table; weights of the loss's parts too, where they move. */
  metricInfos: MetricInfo[];
  /** About the model, for people who configure it: its receptive field and the like. */
  facts?: { name: string; value: string }[];
  /** Bytes that a step's intermediate results take, where the task knows better than a rule of thumb. */
  activationBytes?: number;
  /** Remarks about the data for the log, for example how many rows were dropped. */
  remarks: { code: string; message: string }[];
}

/**
 * A task applied to a dataset: on the host, no backend needed. A task adds what its own answers and files need, and says
 * with `Loaded` what its executable can do besides training.
 */
export interface Workload<Loaded extends Executable = Executable> extends Outline {
  /** What `forward` sums over samples, in order. The first is `count`, the second the sum of the loss. */
  sumNames: string[];
  /**
   * How many of them, at their end, are largest values over the samples in place of sums; none when not given. For a
   * smallest value let `forward` give the largest of the negated.
   */
  maxima?: number;
  /** Metrics of training, from the sums of its steps, which without one are 0 and −Infinity for a largest value. `loss` is among them. */
  metrics(sums: Float64Array): Metrics;
  /** Those of them that the history keeps of every step, beside the loss: parts of it, for example. */
  stepMetrics?: readonly string[];
  /** What a person should know of the numbers of an epoch, by what the task knows of them. */
  warnings?(row: Pick<EpochRow, 'train' | 'validation'>): RunWarning[];
  /** What the data are like, as lines for the log, with which a training begins. */
  about?: string[];
  /** What must be kept to use the model on new data; goes into the checkpoint as `state.task`. */
  fitted: Record<string, Json>;
  /**
   * Values that the data suggest for some parameters, by name, in place of those of their initializers; asked for once, as
   * a run begins. Weights that the run starts from are preferred.
   */
  initial?(): Promise<ReadonlyMap<string, Float32Array>>;
  /** Weights of the loss's parts, as a run begins; absent where the loss has one part. */
  createLossWeights?(): LossWeights;
  /**
   * Uploads the data to the active backend.
   * @param residency how much is kept there; all of it when not given.
   */
  load(residency?: Residency): Promise<Loaded>;
}

export interface Task<Prepared extends Workload = Workload> {
  /**
   * What training would begin with: right in every number, but which rows a split has may differ. Reads as little of the
   * data as it can, nothing where an import has found out what matters.
   */
  outline(config: RunConfig, data: DatasetReader): Promise<Outline>;
  /**
   * Reads the columns, splits the rows, fits the scaling on the training rows.
   * @param fitted scaling and classes of a checkpoint, to use the data exactly as that model did; targets may then be
   *   absent, and every metric is not-a-number.
   */
  prepare(config: RunConfig, data: DatasetReader, fitted?: Record<string, Json>): Promise<Prepared>;
}
