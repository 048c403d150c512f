/** What regression and classification do differently: the head's width, its loss, its metrics. */
import type * as tf from '@tensorflow/tfjs';
import type { OutputSpec } from '../../engine/workload';
import type { Metrics } from '../../protocol/events';

export interface Head {
  /** Outputs of the network. */
  width: number;
  output: OutputSpec;
  sumNames: string[];
  metricNames: string[];
  metrics(sums: Float64Array): Metrics;
  direction(metric: string): 'min' | 'max';
  /** @param raw [batch, width] @param target [batch, targets] scaled, or int32 [batch] class indices. */
  loss(raw: tf.Tensor2D, target: tf.Tensor): { loss: tf.Scalar; sums: tf.Tensor1D };
  /** @param raw [batch, width] @returns [batch, targets] scaled, or [batch, classes] probabilities. */
  predict(raw: tf.Tensor2D): tf.Tensor2D;
}
