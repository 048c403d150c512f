/** 2-D convolutions as layers, and the block of two that U-Nets are made of. */
import * as tf from '@tensorflow/tfjs';
import { conv2dBiasActivation } from '../kernels/conv/conv2d';
import { convolution } from '../kernels/conv/convolution';
import { convGeometry } from '../kernels/conv/geometry';
import type { ConvActivation } from '../kernels/conv/wgsl';
import { dropout } from '../kernels/elementwise/dropout';
import { foldBatchNorm } from '../kernels/norm/batchNorm';
import { heNormal, zeros } from './initializers';
import { type ImageNorm, imageNorm, imageNormParameters } from './norm';
import type { ParameterSpec, Parameters, PassContext } from './parameter';

/** Convolution, normalisation, activation. Where a norm follows there is no bias. */
export interface ConvLayer {
  norm: ImageNorm | 'none';
  activation: ConvActivation;
}

/** What a layer may ask of the pass it runs in. */
export interface Pass extends PassContext {
  parameters: Parameters;
  /** Layers put the next values of their running statistics here, by parameter name. */
  running: Record<string, tf.Tensor>;
}

/**
 * `<name>.kernel` [size, size, inputs, outputs], He-normal; then `<name>.bias` or the parameters of `<name>.norm`.
 */
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

/**
 * Conv, norm, ReLU, twice. The residual block (He et al. 2016) adds its input before the last ReLU, through a 1 × 1
 * convolution where the channels change.
 */
export interface ConvBlock {
  norm: ConvLayer['norm'];
  residual: boolean;
  /** Between the two convolutions, so that skip connections stay whole. */
  dropout: number;
}

/** `<name>.conv1` and `<name>.conv2`; a residual block that changes the channels has `<name>.shortcut` too. */
export function convBlockParameters(
  { norm, residual }: ConvBlock,
  name: string,
  inputs: number,
  middle: number,
  outputs: number,
): ParameterSpec[] {
  return [
    ...convParameters(norm, `${name}.conv1`, 3, inputs, middle),
    ...convParameters(norm, `${name}.conv2`, 3, middle, outputs),
    ...(residual && inputs !== outputs ? convParameters('none', `${name}.shortcut`, 1, inputs, outputs) : []),
  ];
}

/** @param x [batch, height, width, inputs] @returns [batch, height, width, outputs] */
export function convBlock(block: ConvBlock, name: string, x: tf.Tensor4D, pass: Pass): tf.Tensor4D {
  const { norm, residual } = block;
  const first = convLayer({ norm, activation: 'relu' }, `${name}.conv1`, x, pass);
  const inner = dropout(first, pass.training ? block.dropout : 0, name, pass.random);
  const second = { norm, activation: residual ? 'none' : 'relu' } as const;
  const y = convLayer(second, `${name}.conv2`, inner, pass);
  if (!residual) return y;
  const changes = x.shape[3] !== y.shape[3];
  const shortcut = changes ? convLayer({ norm: 'none', activation: 'none' }, `${name}.shortcut`, x, pass) : x;
  return tf.relu(tf.add(y, shortcut));
}
