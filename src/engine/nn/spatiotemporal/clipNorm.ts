/** Normalisation of clips [batch, time, height, width, channels], each with a gain and a shift per channel. */
import * as tf from '@tensorflow/tfjs';
import {
  batchMoments,
  batchNorm,
  foldBatchNorm,
  nextRunningMean,
  nextRunningVariance,
} from '../../kernels/norm/batchNorm';
import { groupNorm, instanceNorm } from '../../kernels/norm/groupNorm';
import { layerNorm } from '../../kernels/norm/layerNorm';
import type { Pass } from '../conv';
import type { Initializer } from '../initializers';
import { groupsOf, imageNormParameters, normParameters } from '../norm';
import type { ParameterSpec, Parameters } from '../parameter';
import type { ClipNorm } from './names';

const RMS_EPSILON = 1e-4;
const GRN_EPSILON = 1e-4;

const tenth: Initializer = (values) => {
  values.fill(0.1);
};

/**
 * `<name>.gamma` and `<name>.beta` [channels], one (of grn 0.1) and zero; for batch norm the running statistics
 * `<name>.runningMean` and `<name>.runningVariance` too.
 */
export function clipNormParameters(norm: ClipNorm, name: string, channels: number): ParameterSpec[] {
  switch (norm) {
    case 'none':
      return [];
    case 'batch':
      return imageNormParameters('batch', name, channels);
    case 'grn':
      return normParameters(name, channels).map((spec) =>
        spec.name.endsWith('.gamma') ? { ...spec, initializer: tenth } : spec,
      );
    case 'instance':
    case 'layer':
    case 'rms':
    case 'group':
      return normParameters(name, channels);
  }
}

/** @param x [batch, time, height, width, channels] @returns the same shape. */
export function clipNorm(norm: ClipNorm, name: string, x: tf.Tensor5D, pass: Pass): tf.Tensor5D {
  const gamma = () => pass.parameters[`${name}.gamma`] as tf.Tensor1D;
  const beta = () => pass.parameters[`${name}.beta`] as tf.Tensor1D;
  switch (norm) {
    case 'none':
      return x;
    case 'batch':
      return pass.training
        ? trainedBatchNorm(name, x, pass)
        : foldedBatchNorm(name, x, gamma(), beta(), pass.parameters);
    case 'instance':
      return instanceNorm(x, gamma(), beta());
    case 'group':
      return groupNorm(x, gamma(), beta(), groupsOf(x.shape[4]));
    case 'layer':
      return layerNorm(x, gamma(), beta());
    case 'rms':
      return rmsNorm(x, gamma(), beta());
    case 'grn':
      return globalResponseNorm(x, gamma(), beta());
  }
}

function trainedBatchNorm(name: string, x: tf.Tensor5D, { parameters, running }: Pass): tf.Tensor5D {
  const of = (part: string) => parameters[`${name}.${part}`] as tf.Tensor1D;
  const moments = batchMoments(x);
  const samples = x.size / x.shape[4];
  running[`${name}.runningMean`] = nextRunningMean(of('runningMean'), moments);
  running[`${name}.runningVariance`] = nextRunningVariance(of('runningVariance'), moments, samples);
  return batchNorm(x, of('gamma'), of('beta'), moments);
}

function foldedBatchNorm(
  name: string,
  x: tf.Tensor5D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  parameters: Parameters,
): tf.Tensor5D {
  const of = (part: string) => parameters[`${name}.${part}`] as tf.Tensor1D;
  const { scale, shift } = foldBatchNorm(gamma, beta, of('runningMean'), of('runningVariance'));
  return tf.add(tf.mul(pixelsOf(x), scale), shift).reshape(x.shape);
}

/** [pixels of all frames, channels]: TensorFlow.js' WebGPU backend computes no broadcast of five axes, and does not say so. */
function pixelsOf(x: tf.Tensor5D): tf.Tensor2D {
  return x.reshape([-1, x.shape[4]]);
}

/** γ·x/√(mean of x² over the channels + ε) + β; Zhang and Sennrich 2019. */
function rmsNorm(x: tf.Tensor5D, gamma: tf.Tensor1D, beta: tf.Tensor1D): tf.Tensor5D {
  const pixels = pixelsOf(x);
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(pixels), 1, true), RMS_EPSILON));
  return tf.add(tf.mul(tf.mul(pixels, scale), gamma), beta).reshape(x.shape);
}

/**
 * γ·x·n + β + x, where n is a channel's norm over the clip by the mean of all channels' norms; Woo et al. 2023 (ConvNeXt V2),
 * over time too.
 */
function globalResponseNorm(x: tf.Tensor5D, gamma: tf.Tensor1D, beta: tf.Tensor1D): tf.Tensor5D {
  const [batch, , , , channels] = x.shape;
  const clips = x.reshape([batch, -1, channels]) as tf.Tensor3D;
  // Where a channel is silent the root has a slope all the same.
  const norms = tf.sqrt(tf.add(tf.sum(tf.square(clips), 1, true), 1e-12));
  const relative = tf.div(norms, tf.add(tf.mean(norms, 2, true), GRN_EPSILON));
  return tf.add(tf.mul(clips, tf.add(tf.mul(gamma, relative), 1)), beta).reshape(x.shape);
}
