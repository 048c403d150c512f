/** Layer normalisation as a layer with a gain and a shift. */
import type * as tf from '@tensorflow/tfjs';
import { layerNorm } from '../kernels/norm/layerNorm';
import type { ParameterSpec, Parameters } from '../workload';
import { ones, zeros } from './initializers';

/** `<name>.gamma` [width], one, and `<name>.beta` [width], zero. */
export function normParameters(name: string, width: number): ParameterSpec[] {
  return [
    { name: `${name}.gamma`, shape: [width], initializer: ones, decay: false },
    { name: `${name}.beta`, shape: [width], initializer: zeros, decay: false },
  ];
}

/** @param x [..., width] */
export function norm<T extends tf.Tensor>(parameters: Parameters, name: string, x: T): T {
  return layerNorm(x, parameters[`${name}.gamma`]!, parameters[`${name}.beta`]!);
}
