/** What regression and classification do differently: the head's width, its loss, its metrics. */
import type * as tf from '@tensorflow/tfjs';
import type { Workload } from '../../engine/workload';
import type { Metrics } from '../../protocol/events';
import type { MetricInfo } from '../../protocol/metrics';

/** What the model predicts of a row: one column a target, or one probability a class. */
export type TableOutput =
  | { kind: 'regression'; targets: string[] }
  | { kind: 'classification'; target: string; classes: string[] };

export interface Head {
  /** Outputs of the network. */
  width: number;
  output: TableOutput;
  sumNames: string[];
  metricInfos: MetricInfo[];
  metrics(sums: Float64Array): Metrics;
  warnings?: Workload['warnings'];
  /** @param raw [batch, width] @param target [batch, targets] scaled, or int32 [batch] class indices. */
  loss(raw: tf.Tensor2D, target: tf.Tensor): { loss: tf.Scalar; sums: tf.Tensor1D };
  /** @param raw [batch, width] @returns [batch, targets] scaled, or [batch, classes] probabilities. */
  predict(raw: tf.Tensor2D): tf.Tensor2D;
}
