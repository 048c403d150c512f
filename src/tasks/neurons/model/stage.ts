/** A part of a model of neurons: what it makes of features, and with which parameters. */
import type * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, Parameters, PassContext } from '../../../engine/nn/parameter';

/** Of features [batch, time, height, width, channels]. */
export interface FeatureShape {
  time: number;
  height: number;
  width: number;
  channels: number;
}

export interface ModelPass extends PassContext {
  parameters: Parameters;
  /** float32 [batch, behaviors]; null without behaviour. */
  behavior: tf.Tensor2D | null;
  /** Batch norms put the next values of their running statistics here, by parameter name. */
  running: Record<string, tf.Tensor>;
  /** Parts put losses of their own here, already weighted. */
  auxiliary: tf.Scalar[];
}

export interface Stage {
  /** What its parameters' names begin with. */
  name: string;
  /** For the picture of the model: "Convolution 1 × 7 × 7, split ReLU". */
  title: string;
  /** Of its output. */
  shape: FeatureShape;
  parameters: ParameterSpec[];
  apply(x: tf.Tensor5D, pass: ModelPass): tf.Tensor5D;
}
