/**
 * Batch norm (Ioffe and Szegedy 2015): statistics of a channel over batch and positions while training, running ones
 * afterwards. Moments are [2, channels]: means, then variances. Running ones are values that a step takes and returns.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../arrays';
import { registerGpuKernel } from './gpuKernel';
import { registerHostKernel } from './hostKernel';
import { moments } from './moments';
import { normalize } from './normalization';

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
 * @param ofBatch `batchMoments(x)`, which `nextRunningMoments` takes too
 * @param epsilon PyTorch's default is 1e-5.
 */
export function batchNorm<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  ofBatch: tf.Tensor2D,
  epsilon = 1e-5,
): T {
  return normalize(x, gamma, beta, ofBatch, statisticsOf(x.shape), epsilon);
}

/** As `batchNorm` with moments that count as constants, for evaluation and frozen layers; gradients of any order. */
export function batchNormFrozen<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  running: tf.Tensor2D,
  epsilon = 1e-5,
): T {
  return tf.tidy(() => {
    const [mean, variance] = tf.unstack(running) as [tf.Tensor, tf.Tensor];
    const scale = tf.div(gamma, tf.sqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(x, scale), tf.sub(beta, tf.mul(mean, scale))) as T;
  });
}

interface Attributes {
  momentum: number;
  samples: number;
}

const RUNNING = 'AnnealRunningMoments';

registerHostKernel<Attributes>(
  RUNNING,
  ['running', 'batch'],
  ([running = []]) => running,
  (out, [running, batch], _, { momentum, samples }) => {
    for (let i = 0; i < out.length; i++) {
      const unbiased = i < out.length / 2 ? 1 : samples / (samples - 1);
      out[i] = (1 - momentum) * running![i]! + momentum * unbiased * batch![i]!;
    }
  },
);

registerGpuKernel<Attributes>(RUNNING, ['running', 'batch'], ([shape = []], { momentum, samples }) => ({
  outputShape: shape,
  key: `${shape}_${momentum}_${samples}`,
  body: `
  if (index >= uniforms.size) { return; }
  let unbiased = select(${samples / (samples - 1)}, 1.0, index < ${sizeOf(shape) / 2});
  result[index] = ${1 - momentum} * running[index] + ${momentum} * unbiased * batch[index];`,
}));

/**
 * (1 − momentum)·running + momentum·batch, the batch's variance made unbiased first, as PyTorch does. A new tensor.
 * @param samples values a channel in the batch, batch·positions; at least 2
 * @param momentum weight of the new batch; PyTorch's default is 0.1.
 */
export function nextRunningMoments(
  running: tf.Tensor2D,
  batch: tf.Tensor2D,
  samples: number,
  momentum = 0.1,
): tf.Tensor2D {
  return tf.engine().runKernel(RUNNING, { running, batch }, { momentum, samples }) as tf.Tensor2D;
}
