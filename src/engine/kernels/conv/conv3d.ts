/** 3-D convolution with bias and activation, for volumes and for time × height × width. */
import type * as tf from '@tensorflow/tfjs';
import { biasedConvolution } from './convolution';
import { type ConvOptions, convGeometry } from './geometry';
import type { ConvActivation } from './wgsl';

/**
 * activation(x ∗ kernel + bias), one dispatch on WebGPU.
 * @param x [batch, depth, height, width, inChannels]
 * @param kernel [kernelDepth, kernelHeight, kernelWidth, inChannels, outChannels]
 * @param bias [outChannels]
 * @param options stride and dilation default to 1, padding to 0, activation to none.
 * @throws config-invalid when the shapes do not fit.
 */
export function conv3dBiasActivation(
  x: tf.Tensor5D,
  kernel: tf.Tensor5D,
  bias: tf.Tensor1D,
  options: ConvOptions & { activation?: ConvActivation } = {},
): tf.Tensor5D {
  const geometry = convGeometry(x.shape, kernel.shape, options);
  return biasedConvolution(x, kernel, bias, geometry, { activation: options.activation }) as tf.Tensor5D;
}
