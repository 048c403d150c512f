/**
 * What a workload is. A task turns a config and named arrays into a `Workload`; the trainer knows no more than this.
 * To add one: copy a folder under `engine/tasks/`, list its config in `catalogue.ts` and itself in `registry.ts`.
 */
import type * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../../protocol/config';
import type { Metrics } from '../../protocol/events';
import type { ArraySet } from '../arrays';
import type { Initializer } from '../models/initializers';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface ParameterSpec {
  /** Dotted path, for example `block0.linear1.kernel`. */
  name: string;
  shape: number[];
  initializer: Initializer;
  /** Kernels take weight decay; biases, gains and embeddings do not unless asked for. */
  decay: boolean;
}

export type SplitName = 'train' | 'validation' | 'test';

/** Parameters as tensors, by name; views of the arena, never to be disposed by their user. */
export type Parameters = Readonly<Record<string, tf.Tensor>>;

export interface StepContext {
  training: boolean;
  /** int32 [2]: seed and optimizer-step counter, an input of the step, for dropout and augmentation. */
  random: tf.Tensor1D;
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
   * @returns loss (scalar, mean over the batch) and sums over the batch's samples, float32 [sumNames.length].
   */
  forward(
    parameters: Parameters,
    rows: tf.Tensor1D,
    context: StepContext,
  ): { loss: tf.Scalar; sums: tf.Tensor1D };
  /** Model outputs of the rows, float32 [batch, ...outputShape], in the units of the targets. */
  predict(parameters: Parameters, rows: tf.Tensor1D): tf.Tensor;
  dispose(): void;
}

/** A dataset above `residentBytes` stays on the host, and only the rows of a step are brought to the device. */
export interface Residency {
  residentBytes: number;
  /** Rows that a step or an evaluation batch uses, at most. */
  rows: number;
}

/** What `predict` returns: one column a target, or one probability a class. */
export type OutputSpec =
  | { kind: 'regression'; targets: string[] }
  | { kind: 'classification'; target: string; classes: string[] };

/** A task applied to a dataset: on the host, no backend needed. */
export interface Workload {
  parameters: ParameterSpec[];
  /** Rows that can be predicted, by their number in the data; a policy may have left some out. */
  rows: Uint32Array;
  splits: Record<SplitName, Uint32Array>;
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
  output: OutputSpec;
  /** True values of the rows on the host: [rows × targets] in the data's units, or [rows] class indices. */
  targets(rows: Uint32Array): Float64Array;
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
