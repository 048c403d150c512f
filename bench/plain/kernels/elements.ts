/** Dropout and sums in TensorFlow.js' operations. */
import * as tf from '@tensorflow/tfjs';
import { dropoutRate } from '../../problems/kernels/elements';
import { gradientsOf, type KernelOperation } from '../kernelProgram';

export const elements = {
  dropout:
    ({ x, dy }) =>
    () =>
      gradientsOf((x) => tf.dropout(x!, dropoutRate), [x!], dy),
  sum:
    ({ x }) =>
    () => [tf.sum(x!, [0, 1, 2])],
} satisfies Record<string, KernelOperation>;
