/** Activations by the names of the config. */
import * as tf from '@tensorflow/tfjs';
import { gelu } from '../kernels/elementwise/gelu';

const GELU_TANH = Math.sqrt(2 / Math.PI);

export const activations = {
  gelu,
  /** The tanh approximation: ½x(1 + tanh(√(2/π)(x + 0.044715x³))). */
  geluTanh: (x) =>
    tf.mul(tf.mul(x, 0.5), tf.add(1, tf.tanh(tf.mul(GELU_TANH, tf.add(x, tf.mul(0.044715, tf.pow(x, 3))))))),
  relu: tf.relu,
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
} satisfies Record<string, (x: tf.Tensor2D) => tf.Tensor2D>;

export type ActivationName = keyof typeof activations;
