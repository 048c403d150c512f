/** Fully connected layers with parameters of their own, and the activations between them. */
import * as tf from '@tensorflow/tfjs';
import { gelu } from '../kernels/elementwise/gelu';
import type { DenseActivation } from '../kernels/product/denseActivation';
import { denseLayer } from '../kernels/product/denseLayer';
import { xavierUniform, zeros } from './initializers';
import type { ParameterSpec, Parameters } from './parameter';

/**
 * A fully connected layer with parameters of its own: y = act(x·W + b).
 * `<name>.kernel` [inputs, outputs], Xavier-uniform, and `<name>.bias` [outputs], zero.
 */
export function denseParameters(name: string, inputs: number, outputs: number): ParameterSpec[] {
  return [
    { name: `${name}.kernel`, shape: [inputs, outputs], initializer: xavierUniform, decay: true },
    { name: `${name}.bias`, shape: [outputs], initializer: zeros, decay: false },
  ];
}

/** @param x [batch, inputs] @returns [batch, outputs] */
export function dense(
  parameters: Parameters,
  name: string,
  x: tf.Tensor2D,
  activation: DenseActivation = 'none',
): tf.Tensor2D {
  const kernel = parameters[`${name}.kernel`] as tf.Tensor2D;
  return denseLayer(x, kernel, parameters[`${name}.bias`] as tf.Tensor1D, activation);
}

const GELU_TANH = Math.sqrt(2 / Math.PI);

/** Activations by the names of the config. */
export const activations = {
  gelu,
  /** The tanh approximation: ½x(1 + tanh(√(2/π)(x + 0.044715x³))). */
  geluTanh: (x) =>
    tf.mul(tf.mul(x, 0.5), tf.add(1, tf.tanh(tf.mul(GELU_TANH, tf.add(x, tf.mul(0.044715, tf.pow(x, 3))))))),
  relu: tf.relu,
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
} satisfies Record<string, (x: tf.Tensor2D) => tf.Tensor2D>;

export type ActivationName = keyof typeof activations;
