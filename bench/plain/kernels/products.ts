/** Matrix products in TensorFlow.js' operations. */
import * as tf from '@tensorflow/tfjs';
import { gradientsOf, type KernelOperation } from '../kernelProgram';

export const products = {
  matmul:
    ({ a, b }) =>
    () => [tf.matMul(a!, b!)],
  dense:
    ({ x, kernel, bias, dy }) =>
    () =>
      gradientsOf(
        (x, kernel, bias) => tf.relu(tf.add(tf.matMul(x!, kernel!), bias!)),
        [x!, kernel!, bias!],
        dy,
      ),
} satisfies Record<string, KernelOperation>;
