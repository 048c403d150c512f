/**
 * What a workload is. A task turns a config and named arrays into a `Workload`; the trainer knows no more than this.
 * To add one: copy a folder under `engine/tasks/`, list its config in `catalogue.ts` and itself in `registry.ts`.
 */
import type * as tf from '@tensorflow/tfjs';
import type { ArraySet } from '../formats/arrays';
import type { RunConfig } from '../protocol/config';
import type { Metrics } from '../protocol/events';
import type { Json } from '../protocol/json';
import type { Picture } from '../tasks/segmentation/pictures';
import type { LossWeights } from './losses/lossWeights';
import type { Initializer } from './nn/initializers';

export interface ParameterSpec {
  /** Dotted path, for example `block0.linear1.kernel`. */
  name: string;
  shape: number[];
  initializer: Initializer;
  /** Kernels take weight decay; biases, gains and embeddings do not unless asked for. */
  decay: boolean;
  /** A running statistic: it has no gradient, and each step replaces it by what `forward` gives in `running`. */
  running?: boolean;
}

export type SplitName = 'train' | 'validation' | 'test';

/** Parameters as tensors, by name; views of the arena, never to be disposed by their user. */
export type Parameters = Readonly<Record<string, tf.Tensor>>;

export interface StepContext {
  training: boolean;
  /** int32 [2]: seed and optimizer-step counter, an input of the step, for dropout and augmentation. */
  random: tf.Tensor1D;
  /** float32 [parts]: weights of the loss's parts, an input of the step; [1] where a loss has one part. */
  lossWeights: tf.Tensor1D;
}

/** What a batch gives. */
export interface ForwardResult {
  /** Mean over the batch. */
  loss: tf.Scalar;
  /** Sums over the batch's samples, float32 [sumNames.length]. */
  sums: tf.Tensor1D;
  /** Next values of the running statistics, by parameter name, while training; several micro-batches are averaged. */
  running?: Readonly<Record<string, tf.Tensor>>;
}

/** What an evaluation gives that cannot be summed on the device batch by batch. */
export interface Measurement {
  /** In the order of `sumNames`. */
  sums: Float64Array;
  /** What the page shows of the rows: a few of them, the worst first. */
  pictures: Picture[];
}

/** A model's answer for one image. */
export interface SegmentedImage {
  row: number;
  height: number;
  width: number;
  /** Of the foreground, [height·width], or of each class, [height·width·classes]. */
  probability: Float32Array;
}

/** A workload on the active backend. Its tensors are its own; `dispose` releases them. */
export interface Executable {
  /**
   * Brings the rows of a step to the device, where they are not resident, and says where `forward` finds them. Takes at
   * most `Residency.rows` rows together. Absent where all rows are resident.
   */
  feed?(batches: readonly Int32Array[]): Int32Array[];
  /**
   * The graph of one batch.
   * @param rows int32 [batch]: indices into the dataset, an input of the step.
   */
  forward(parameters: Parameters, rows: tf.Tensor1D, context: StepContext): ForwardResult;
  /** Evaluates rows in the task's own way; absent where `forward` over batches of rows does. */
  measure?(parameters: Parameters, rows: Uint32Array, lossWeights: tf.Tensor1D): Promise<Measurement>;
  /** Model outputs of the rows, float32 [batch, ...outputShape], in the units of the targets; for tables. */
  predict?(parameters: Parameters, rows: tf.Tensor1D): tf.Tensor;
  /** Segments whole images, one after the other; for images. */
  segment?(parameters: Parameters, rows: Uint32Array): AsyncGenerator<SegmentedImage>;
  dispose(): void;
}

/** A dataset above `residentBytes` stays on the host, and only the rows of a step are brought to the device. */
export interface Residency {
  residentBytes: number;
  /** Rows that a step or an evaluation batch uses, at most. */
  rows: number;
}

/** What `predict` returns: one column a target, or one probability a class. */
export type TableOutput =
  | { kind: 'regression'; targets: string[] }
  | { kind: 'classification'; target: string; classes: string[] };

/** What `segment` returns: a probability a pixel, of the last class where there are two, else of each class. */
export interface SegmentationOutput {
  kind: 'segmentation';
  /** The first is the background. */
  classes: string[];
  /** What stood for each class in the masks. */
  values: number[];
  /** Of two classes: foreground is what reaches it. */
  threshold: number;
}

export type OutputSpec = TableOutput | SegmentationOutput;

/** The images behind the rows of a workload, at their own sizes, on the host. */
export interface ImageRows {
  name(row: number): string;
  size(row: number): { height: number; width: number };
  /** For looking at: RGB, [height·width·3]. */
  rgb(row: number): Uint8Array;
  /** Class indices, [height·width]; null where the data do not hold them. */
  truth(row: number): Uint8Array | null;
}

/** A task applied to a dataset: on the host, no backend needed. */
export interface Workload {
  parameters: ParameterSpec[];
  /** Rows that can be predicted, by their number in the data; a policy may have left some out. */
  rows: Uint32Array;
  splits: Record<SplitName, Uint32Array>;
  /** Rows that an epoch visits, where that is not each training row once. */
  epochRows?: Uint32Array;
  /** What `forward` sums over samples, in order. The first is `count`, the second the sum of the loss. */
  sumNames: string[];
  /** Names in the order of the statistics table. */
  metricNames: string[];
  /** Metrics of the summed samples. */
  metrics(sums: Float64Array): Metrics;
  /** 'max' for accuracy, R² and the like. */
  direction(metric: string): 'min' | 'max';
  /** What must be kept to use the model on new data; goes into the checkpoint as `state.task`. */
  fitted: Record<string, Json>;
  /** Weights of the loss's parts, as a run begins; absent where the loss has one part. */
  createLossWeights?(): LossWeights;
  /** About the model, for people who configure it: its receptive field and the like. */
  facts?: { name: string; value: string }[];
  /** Bytes that a step's intermediate results take, where the task knows better than a rule of thumb. */
  activationBytes?: number;
  output: OutputSpec;
  /** True values of the rows of a table: [rows × targets] in the data's units, or [rows] class indices. */
  targets?(rows: Uint32Array): Float64Array;
  /** For tasks about images. */
  images?: ImageRows;
  /** Remarks about the data for the log, for example how many rows were dropped. */
  remarks: { code: string; message: string }[];
  /**
   * Uploads the data to the active backend.
   * @param residency how much is kept there; all of it when not given.
   */
  load(residency?: Residency): Executable;
}

export interface Task {
  kind: string;
  /**
   * Reads the columns, splits the rows, fits the scaling on the training rows.
   * @param fitted scaling and classes of a checkpoint, to use the data exactly as that model did; targets may then be
   *   absent, and every metric is not-a-number.
   */
  prepare(config: RunConfig, arrays: ArraySet, fitted?: Record<string, Json>): Workload;
}
