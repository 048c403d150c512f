/** Normalisation as a layer, with a gain and a shift: layer norm of rows; batch, group and instance norm of images. */
import type * as tf from '@tensorflow/tfjs';
import { batchMoments, batchNorm, nextRunningMean, nextRunningVariance } from '../kernels/norm/batchNorm';
import { groupNorm } from '../kernels/norm/groupNorm';
import { layerNorm } from '../kernels/norm/layerNorm';
import type { NormActivation } from '../kernels/norm/names';
import { ones, zeros } from './initializers';
import type { ParameterSpec, Parameters } from './parameter';

/** `<name>.gamma` [width], one, and `<name>.beta` [width], zero. */
export function normParameters(name: string, width: number): ParameterSpec[] {
  return [
    { name: `${name}.gamma`, shape: [width], initializer: ones, decay: false },
    { name: `${name}.beta`, shape: [width], initializer: zeros, decay: false },
  ];
}

/** Layer normalisation. @param x [..., width] */
export function norm<T extends tf.Tensor>(parameters: Parameters, name: string, x: T): T {
  return layerNorm(x, parameters[`${name}.gamma`]!, parameters[`${name}.beta`]!);
}

export type ImageNorm = 'batch' | 'group' | 'instance';

/** Most groups of group norm; fewer where these do not divide the channels. */
const GROUPS = 8;

/**
 * `<name>.gamma` and `<name>.beta` [channels]; for batch norm also the running statistics `<name>.runningMean`, 0, and
 * `<name>.runningVariance`, 1.
 */
export function imageNormParameters(norm: ImageNorm, name: string, channels: number): ParameterSpec[] {
  const gainAndShift = normParameters(name, channels);
  if (norm !== 'batch') return gainAndShift;
  const statistic = { shape: [channels], decay: false, running: true };
  return [
    ...gainAndShift,
    { ...statistic, name: `${name}.runningMean`, initializer: zeros },
    { ...statistic, name: `${name}.runningVariance`, initializer: ones },
  ];
}

/**
 * Normalises with the statistics of x itself, with an optional ReLU behind it. Batch norm keeps running statistics: a
 * training pass takes the batch's own and says what the running ones become.
 * @param x [batch, height, width, channels]
 * @param running batch norm puts the next values of its running statistics here, by parameter name.
 */
export function imageNorm(
  norm: ImageNorm,
  parameters: Parameters,
  name: string,
  x: tf.Tensor4D,
  activation: NormActivation,
  running: Record<string, tf.Tensor>,
): tf.Tensor4D {
  const channels = x.shape[3];
  const gamma = parameters[`${name}.gamma`] as tf.Tensor1D;
  const beta = parameters[`${name}.beta`] as tf.Tensor1D;
  if (norm !== 'batch') {
    const groups = norm === 'group' ? groupsOf(channels) : channels;
    return groupNorm(x, gamma, beta, groups, { activation });
  }
  const moments = batchMoments(x);
  const samples = x.size / channels;
  const [mean, variance] = [`${name}.runningMean`, `${name}.runningVariance`];
  running[mean] = nextRunningMean(parameters[mean] as tf.Tensor1D, moments);
  running[variance] = nextRunningVariance(parameters[variance] as tf.Tensor1D, moments, samples);
  return batchNorm(x, gamma, beta, moments, { activation });
}

/** The most groups up to `GROUPS` that divide the channels. */
export function groupsOf(channels: number): number {
  let groups = Math.min(GROUPS, channels);
  while (channels % groups !== 0) groups--;
  return groups;
}
