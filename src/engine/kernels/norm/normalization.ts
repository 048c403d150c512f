/**
 * Normalisation with the statistics of the input itself: y = act(γ·(x − mean)/√(variance + ε) + β), population
 * variance, γ and β per channel. Batch norm takes the statistics of a channel over the batch, group norm those of a
 * group of channels over one sample.
 */
import * as tf from '@tensorflow/tfjs';
import './gpu';
import './host';
import type { Statistics } from './names';
import {
  GRADIENT_PARTS,
  GROUP_SUMS,
  INPUT_GRADIENT,
  NORMALIZE,
  type NormActivation,
  type NormAttributes,
  PARAMETER_GRADIENT,
} from './names';

export interface NormOptions {
  /** ε, 1e-5 unless given. */
  epsilon?: number;
  activation?: NormActivation;
}

const run = (
  name: string,
  inputs: tf.NamedTensorMap,
  attributes: Statistics | NormAttributes | { row: number },
) => tf.engine().runKernel(name, inputs, attributes) as tf.Tensor;

/**
 * With x̂ the normalised input, dz = dy·act'(y), g = γ·dz and means over what shares its statistics: dx = (g − mean(g)
 * − x̂·mean(g·x̂)) / √(variance + ε), dγ = Σ dz·x̂, dβ = Σ dz. Where a ReLU was open is found out again from x, so no
 * kernel needs y.
 * act(γ·(x − mean)/√(variance + ε) + β) with first-order gradients of x, γ and β, those of x through its moments too.
 * @param ofX `moments(x, statistics)`
 * @param gamma [channels] @param beta [channels]
 */
export function normalize<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  ofX: tf.Tensor2D,
  statistics: Statistics,
  { epsilon = 1e-5, activation = 'none' }: NormOptions,
): T {
  const attributes = { ...statistics, epsilon, activation };
  const operation = tf.customGrad((...args) => {
    const [input, gain, shift, save] = args as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      (tensors: tf.Tensor[]) => void,
    ];
    save([input, gain, shift, ofX]);
    return {
      value: run(NORMALIZE, { x: input, moments: ofX, gamma: gain, beta: shift }, attributes),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [xSaved, gammaSaved, betaSaved, m] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const ofLayer = { x: xSaved, moments: m, gamma: gammaSaved, beta: betaSaved, dy };
        const parts = run(GRADIENT_PARTS, ofLayer, attributes);
        const sums = run(GROUP_SUMS, { sums: parts, gamma: gammaSaved }, statistics);
        return [
          run(INPUT_GRADIENT, { ...ofLayer, sums }, attributes),
          run(PARAMETER_GRADIENT, { sums: parts }, { row: 0 }),
          run(PARAMETER_GRADIENT, { sums: parts }, { row: 1 }),
        ];
      },
    };
  });
  return operation(x, gamma, beta) as T;
}
