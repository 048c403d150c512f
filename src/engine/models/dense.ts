/** A fully connected layer: y = x·W + b. */
import * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, Parameters } from '../tasks/task';
import { xavierUniform, zeros } from './initializers';

/** `<name>.kernel` [inputs, outputs], Xavier-uniform, and `<name>.bias` [outputs], zero. */
export function denseParameters(name: string, inputs: number, outputs: number): ParameterSpec[] {
  return [
    { name: `${name}.kernel`, shape: [inputs, outputs], initializer: xavierUniform, decay: true },
    { name: `${name}.bias`, shape: [outputs], initializer: zeros, decay: false },
  ];
}

/** @param x [batch, inputs] @returns [batch, outputs] */
export function dense(parameters: Parameters, name: string, x: tf.Tensor2D): tf.Tensor2D {
  const b = parameters[`${name}.kernel`] as tf.Tensor2D;
  return tf.fused.matMul({ a: x, b, bias: parameters[`${name}.bias`]! }) as tf.Tensor2D;
}
