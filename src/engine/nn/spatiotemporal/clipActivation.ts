/** Activations by name, among them one that doubles the channels. */
import * as tf from '@tensorflow/tfjs';
import { gelu } from '../../kernels/elementwise/gelu';
import { splitRelu } from '../../kernels/elementwise/splitRelu';
import type { ClipActivation } from './names';

const LEAK = 0.01;

/**
 * @param x [..., channels]
 * @returns [..., channels]; of `splitrelu` [..., 2·channels]: the positive parts, then the negative ones without their sign.
 */
export function clipActivation<T extends tf.Tensor>(activation: ClipActivation, x: T): T {
  if (activation === 'identity') return x;
  // TensorFlow.js' WebGPU backend has not all of these, and no concatenation, for five axes.
  const channels = x.shape.at(-1)!;
  const y = ofPixels(activation, x.reshape([-1, channels]));
  return y.reshape([...x.shape.slice(0, -1), y.shape[1]!]) as T;
}

function ofPixels(activation: Exclude<ClipActivation, 'identity'>, x: tf.Tensor2D): tf.Tensor2D {
  switch (activation) {
    case 'relu':
      return tf.relu(x);
    case 'leakyRelu':
      return tf.leakyRelu(x, LEAK);
    case 'elu':
      return tf.elu(x);
    case 'gelu':
      return gelu(x);
    case 'silu':
      return tf.mul(x, tf.sigmoid(x));
    case 'softplus':
      return tf.softplus(x);
    case 'tanh':
      return tf.tanh(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'mish':
      return tf.mul(x, tf.tanh(tf.softplus(x)));
    case 'splitrelu':
      return splitRelu(x);
  }
}

/** Channels of what `clipActivation` returns. */
export function channelsAfter(activation: ClipActivation, channels: number): number {
  return activation === 'splitrelu' ? 2 * channels : channels;
}
