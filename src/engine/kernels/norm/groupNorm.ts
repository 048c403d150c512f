/** Group norm (Wu and He 2018) and instance norm (Ulyanov et al. 2016): statistics of one sample, over its positions. */
import type * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import { moments } from './moments';
import { type NormOptions, normalize } from './normalization';

/**
 * γ·(x − mean)/√(variance + ε) + β, over positions and the channels of a group.
 * @param x [batch, ...spatial, channels]
 * @param gamma [channels] @param beta [channels]
 * @param groups divides the channels
 * @param options `epsilon`: PyTorch's default is 1e-5; `activation` is applied to the result.
 * @throws config-invalid when `groups` does not divide the channels.
 */
export function groupNorm<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  groups: number,
  options: NormOptions = {},
): T {
  const channels = x.shape.at(-1) ?? 1;
  if (channels % groups !== 0) {
    throw new AnnealError('config-invalid', `${channels} channels cannot be split into ${groups} groups.`, {
      received: String(groups),
      remedy: 'Choose a number of groups that divides the channels.',
    });
  }
  const statistics = {
    outer: x.shape[0] ?? 1,
    middle: sizeOf(x.shape.slice(1, -1)),
    groups,
    width: channels / groups,
  };
  return normalize(x, gamma, beta, moments(x, statistics), statistics, options);
}

/** Group norm with every channel a group of its own. */
export function instanceNorm<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  options: NormOptions = {},
): T {
  return groupNorm(x, gamma, beta, x.shape.at(-1) ?? 1, options);
}
