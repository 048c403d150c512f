/** A 2-D convolution as a layer: convolution, normalisation, activation. Where a norm follows there is no bias. */
import * as tf from '@tensorflow/tfjs';
import { conv2dBiasActivation } from '../kernels/conv/conv2d';
import { convolution } from '../kernels/conv/convolution';
import { convGeometry } from '../kernels/conv/geometry';
import type { ConvActivation } from '../kernels/conv/wgsl';
import { foldBatchNorm } from '../kernels/norm/batchNorm';
import type { ParameterSpec, Parameters, StepContext } from '../workload';
import { type ImageNorm, imageNorm, imageNormParameters } from './imageNorm';
import { heNormal, zeros } from './initializers';

export interface ConvLayer {
  norm: ImageNorm | 'none';
  activation: ConvActivation;
}

/** What a layer may ask of the pass it runs in. */
export interface Pass extends Pick<StepContext, 'training' | 'random'> {
  parameters: Parameters;
  /** Layers put the next values of their running statistics here, by parameter name. */
  running: Record<string, tf.Tensor>;
}

/** `<name>.kernel` [size, size, inputs, outputs], He-normal; then `<name>.bias` or the parameters of `<name>.norm`. */
export function convParameters(
  norm: ConvLayer['norm'],
  name: string,
  size: number,
  inputs: number,
  outputs: number,
): ParameterSpec[] {
  const kernel = {
    name: `${name}.kernel`,
    shape: [size, size, inputs, outputs],
    initializer: heNormal,
    decay: true,
  };
  return norm === 'none'
    ? [kernel, { name: `${name}.bias`, shape: [outputs], initializer: zeros, decay: false }]
    : [kernel, ...imageNormParameters(norm, `${name}.norm`, outputs)];
}

/** @param x [batch, height, width, inputs] @returns [batch, height, width, outputs] */
export function convLayer(
  { norm, activation }: ConvLayer,
  name: string,
  x: tf.Tensor4D,
  { parameters, training, running }: Pass,
): tf.Tensor4D {
  const kernel = parameters[`${name}.kernel`] as tf.Tensor4D;
  const biased = (weights: tf.Tensor4D, bias: tf.Tensor1D) =>
    conv2dBiasActivation(x, weights, bias, { padding: 'same', activation });
  if (norm === 'none') return biased(kernel, parameters[`${name}.bias`] as tf.Tensor1D);
  if (norm === 'batch' && !training) {
    // Running statistics are constants: the norm becomes part of the kernel and its bias.
    const of = (part: string) => parameters[`${name}.norm.${part}`] as tf.Tensor1D;
    const { scale, shift } = foldBatchNorm(of('gamma'), of('beta'), of('runningMean'), of('runningVariance'));
    return biased(tf.mul(kernel, scale), shift);
  }
  const geometry = convGeometry(x.shape, kernel.shape, { padding: 'same' });
  const z = convolution(x, kernel, geometry) as tf.Tensor4D;
  return imageNorm(norm, parameters, `${name}.norm`, z, activation, running);
}
