/** A fully connected layer with parameters of its own: y = act(x·W + b). */
import type * as tf from '@tensorflow/tfjs';
import type { DenseActivation } from '../kernels/product/denseActivation';
import { denseLayer } from '../kernels/product/denseLayer';
import type { ParameterSpec, Parameters } from '../workload';
import { xavierUniform, zeros } from './initializers';

/** `<name>.kernel` [inputs, outputs], Xavier-uniform, and `<name>.bias` [outputs], zero. */
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
