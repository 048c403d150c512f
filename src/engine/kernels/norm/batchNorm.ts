/**
 * Batch norm (Ioffe and Szegedy 2015): statistics of a channel over batch and positions while training, running ones
 * afterwards. Moments are [2, channels]: means, then variances. Running ones, a mean and a variance [channels], are values
 * that a step takes and returns.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { moments } from './moments';
import { type NormOptions, normalize } from './normalization';

function statisticsOf(shape: readonly number[]) {
  return { outer: 1, middle: sizeOf(shape.slice(0, -1)), groups: shape.at(-1) ?? 1, width: 1 };
}

/** Mean and population variance of every channel of x [batch, ...spatial, channels]: [2, channels], no gradient. */
export function batchMoments(x: tf.Tensor): tf.Tensor2D {
  return moments(x, statisticsOf(x.shape));
}

/**
 * γ·(x − mean)/√(variance + ε) + β with the statistics of this batch; gradients go through them.
 * @param x [batch, ...spatial, channels]
 * @param gamma [channels] @param beta [channels]
 * @param ofBatch `batchMoments(x)`, which the running statistics take too
 * @param options `epsilon`: PyTorch's default is 1e-5; `activation` is applied to the result.
 */
export function batchNorm<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  ofBatch: tf.Tensor2D,
  options: NormOptions = {},
): T {
  return normalize(x, gamma, beta, ofBatch, statisticsOf(x.shape), options);
}

/**
 * Batch norm with moments that count as constants, for evaluation and frozen layers, is x·scale + shift: with
 * scale = γ/√(variance + ε) and shift = β − mean·scale, all [channels]. Gradients of any order.
 */
export function foldBatchNorm(
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  epsilon = 1e-5,
): { scale: tf.Tensor1D; shift: tf.Tensor1D } {
  const scale = tf.div(gamma, tf.sqrt(tf.add(variance, epsilon))) as tf.Tensor1D;
  return { scale, shift: tf.sub(beta, tf.mul(mean, scale)) };
}

interface Attributes {
  /** Row of the batch's moments. */
  row: 0 | 1;
  momentum: number;
  /** What the batch's value is multiplied with first. */
  factor: number;
}

const RUNNING = 'AnnealRunningStatistic';

registerHostKernel<Attributes>(
  RUNNING,
  ['running', 'batch'],
  ([running = []]) => running,
  (out, [running, batch], _, { row, momentum, factor }) => {
    for (let i = 0; i < out.length; i++) {
      out[i] = (1 - momentum) * running![i]! + momentum * factor * batch![row * out.length + i]!;
    }
  },
);

registerGpuKernel<Attributes>(RUNNING, ['running', 'batch'], ([shape = []], { row, momentum, factor }) => ({
  outputShape: shape,
  key: `${shape}_${row}_${momentum}_${factor}`,
  body: `
  if (index >= uniforms.size) { return; }
  let next = batch[${row * sizeOf(shape)} + index];
  result[index] = ${1 - momentum} * running[index] + ${momentum * factor} * next;`,
}));

function nextRunning(running: tf.Tensor1D, batch: tf.Tensor2D, attributes: Attributes): tf.Tensor1D {
  return tf.engine().runKernel(RUNNING, { running, batch }, { ...attributes }) as tf.Tensor1D;
}

/**
 * (1 − momentum)·running + momentum·mean of the batch. A new tensor.
 * @param running [channels] @param batch [2, channels], of `batchMoments`
 * @param momentum weight of the new batch; PyTorch's default is 0.1.
 */
export function nextRunningMean(running: tf.Tensor1D, batch: tf.Tensor2D, momentum = 0.1): tf.Tensor1D {
  return nextRunning(running, batch, { row: 0, momentum, factor: 1 });
}

/**
 * As `nextRunningMean` for the variance, the batch's made unbiased first, as PyTorch does.
 * @param samples values a channel in the batch, batch·positions; a single one counts as it is.
 */
export function nextRunningVariance(
  running: tf.Tensor1D,
  batch: tf.Tensor2D,
  samples: number,
  momentum = 0.1,
): tf.Tensor1D {
  return nextRunning(running, batch, { row: 1, momentum, factor: samples / Math.max(1, samples - 1) });
}
