/** Depthwise convolutions and their gradients against sums written out in float64. */
import * as tf from '@tensorflow/tfjs';
import { it } from 'vitest';
import { expectClose } from '../../golden/compare';
import { describeOnBackends } from '../../tfjs/testBackends';
import './depthwise';

const wave = (length: number, phase: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 0.7 + phase) + 0.1 * Math.cos(i * 3.1));

describeOnBackends('depthwise convolutions', () => {
  for (const [title, stride, dilation] of [
    ['plain', 1, 1],
    ['strided', 2, 1],
    ['dilated', 1, 2],
  ] as const) {
    it(`give the gradients of ${title} ones`, async () => {
      const [batch, height, width, channels, multiplier, size] = [2, 6, 7, 3, 2, 3];
      const [outHeight, outWidth] = [Math.ceil(height / stride), Math.ceil(width / stride)];
      const padding = (length: number, outputs: number) =>
        Math.floor(Math.max(0, (outputs - 1) * stride + (size - 1) * dilation + 1 - length) / 2);
      const x = wave(batch * height * width * channels, 0);
      const kernel = wave(size * size * channels * multiplier, 1);
      const dy = wave(batch * outHeight * outWidth * channels * multiplier, 2);
      const [y, dx, dk] = [
        new Float64Array(dy.length),
        new Float64Array(x.length),
        new Float64Array(kernel.length),
      ];
      for (let o = 0; o < dy.length; o++) {
        const c = o % (channels * multiplier);
        const position = Math.floor(o / (channels * multiplier));
        const [oy, ox] = [Math.floor(position / outWidth) % outHeight, position % outWidth];
        const sample = Math.floor(position / (outWidth * outHeight));
        for (let k = 0; k < size * size; k++) {
          const iy = oy * stride + Math.floor(k / size) * dilation - padding(height, outHeight);
          const ix = ox * stride + (k % size) * dilation - padding(width, outWidth);
          if (iy < 0 || iy >= height || ix < 0 || ix >= width) continue;
          const i = ((sample * height + iy) * width + ix) * channels + Math.floor(c / multiplier);
          const at = k * channels * multiplier + c;
          y[o]! += x[i]! * kernel[at]!;
          dx[i]! += dy[o]! * kernel[at]!;
          dk[at]! += dy[o]! * x[i]!;
        }
      }
      const inputs = [
        tf.tensor4d(x, [batch, height, width, channels]),
        tf.tensor4d(kernel, [size, size, channels, multiplier]),
      ];
      const apply = (...[a, b]: tf.Tensor[]) =>
        tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, 'same', 'NHWC', dilation);
      expectClose(await apply(...inputs).data(), y, 1e-5, 1);
      const cotangent = tf.tensor4d(dy, [batch, outHeight, outWidth, channels * multiplier]);
      const gradients = tf.grads(apply)(inputs, cotangent);
      expectClose(await gradients[0]!.data(), dx, 1e-5, 1);
      expectClose(await gradients[1]!.data(), dk, 1e-5, 2);
    });
  }
});
