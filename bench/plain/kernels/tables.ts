/** Rows by number in TensorFlow.js' operations. */
import * as tf from '@tensorflow/tfjs';
import { atoms } from '../../problems/kernels/tables';
import { gradientsOf, type KernelOperation } from '../kernelProgram';

export const tables = {
  gather:
    ({ table, rows, dy }) =>
    () =>
      gradientsOf((table) => tf.gather(table!, rows as tf.Tensor1D), [table!], dy),
  'segment-sum':
    ({ x, segments }) =>
    () => [tf.unsortedSegmentSum(x!, segments as tf.Tensor1D, atoms)],
} satisfies Record<string, KernelOperation>;
