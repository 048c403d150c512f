/** Layers by this project's kernels, where they are operations of their own. */
import type * as tf from '@tensorflow/tfjs';
import { conv3dBiasActivation } from '../../../src/engine/kernels/conv/conv3d';
import { batchMoments, batchNorm } from '../../../src/engine/kernels/norm/batchNorm';
import { groupNorm } from '../../../src/engine/kernels/norm/groupNorm';
import { layerNorm } from '../../../src/engine/kernels/norm/layerNorm';
import { denseLayer } from '../../../src/engine/kernels/product/denseLayer';
import { gradientsOf, type KernelOperation } from '../../plain/kernelProgram';

const normalization =
  (norm: (x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D) => tf.Tensor): KernelOperation =>
  ({ x, gamma, beta, dy }) =>
  () =>
    gradientsOf(
      (x, gamma, beta) => norm(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D),
      [x!, gamma!, beta!],
      dy,
    );

export const layers = {
  dense:
    ({ x, kernel, bias, dy }) =>
    () =>
      gradientsOf(
        (x, kernel, bias) => denseLayer(x as tf.Tensor2D, kernel as tf.Tensor2D, bias as tf.Tensor1D, 'relu'),
        [x!, kernel!, bias!],
        dy,
      ),
  'conv-3d':
    ({ x, kernel, bias }) =>
    () => [
      conv3dBiasActivation(x as tf.Tensor5D, kernel as tf.Tensor5D, bias as tf.Tensor1D, { padding: 'same' }),
    ],
  'layer-norm': normalization(layerNorm),
  'group-norm': normalization((x, gamma, beta) => groupNorm(x, gamma, beta, 8)),
  'batch-norm': normalization((x, gamma, beta) => batchNorm(x, gamma, beta, batchMoments(x))),
} satisfies Record<string, KernelOperation>;
