/** Transposed convolution with bias and activation: the 2-D one doubles an image with a 2 × 2 kernel and stride 2. */
import type * as tf from '@tensorflow/tfjs';
import { AnnealError } from '../../../protocol/errors';
import { biasedConvolution } from './convolution';
import { type ConvOptions, convGeometry } from './geometry';
import type { ConvActivation } from './wgsl';

/**
 * activation(x ∗ᵀ kernel + bias), the transpose of the convolution with the same kernel and options, as PyTorch's
 * ConvTranspose2d: outputs (length − 1)·stride − 2·padding + dilation·(kernel − 1) + 1. One dispatch on WebGPU.
 * @param x [batch, height, width, inChannels]
 * @param kernel [kernelHeight, kernelWidth, outChannels, inChannels]
 * @param bias [outChannels]
 * @param options padding in numbers only: `same` names no single output length.
 * @throws config-invalid when the shapes do not fit.
 */
export function convTranspose2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D,
  options: ConvOptions & { padding?: number; activation?: ConvActivation } = {},
): tf.Tensor4D {
  const { stride = 1, padding = 0, dilation = 1, activation } = options;
  const at = (value: number | number[], axis: number) => (typeof value === 'number' ? value : value[axis]!);
  const spatial = [0, 1].map(
    (axis) =>
      (x.shape[axis + 1]! - 1) * at(stride, axis) -
      2 * padding +
      at(dilation, axis) * (kernel.shape[axis]! - 1) +
      1,
  );
  if (x.shape[3] !== kernel.shape[3] || spatial.some((length) => length < 1)) {
    throw new AnnealError(
      'config-invalid',
      `A transposed kernel [${kernel.shape.join(', ')}] cannot be applied to [${x.shape.join(', ')}].`,
      {
        received: kernel.shape.join(' × '),
        remedy: 'Give a kernel [height, width, outChannels, inChannels], and less padding.',
      },
    );
  }
  const shape = [x.shape[0], ...spatial, kernel.shape[2]];
  const geometry = convGeometry(shape, kernel.shape, { stride, padding, dilation });
  return biasedConvolution(x, kernel, bias, geometry, { transposed: true, activation }) as tf.Tensor4D;
}
