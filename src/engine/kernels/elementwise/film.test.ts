/** Modulation of channels and its gradients against sums written out, with channels that fill vectors and that do not. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../golden/compare';
import { describeOnBackends } from '../../tfjs/testBackends';
import { modulate } from './film';

const wave = (length: number, phase: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(0.7 * i + phase));

describeOnBackends('modulation of channels', () => {
  // 70 pixels of 128 channels are more rows than are taken at once.
  it.each([
    [3, 5, 3],
    [2, 7, 4],
    [2, 70, 128],
  ])('of %i samples, %i pixels, %i channels', async (batch, pixels, channels) => {
    const size = batch * pixels * channels;
    const [x, dy] = [wave(size, 0), wave(size, 1)];
    const [scale, shift] = [wave(batch * channels, 2), wave(batch * channels, 3)];
    const [y, dx] = [new Float64Array(size), new Float64Array(size)];
    const [dScale, dShift] = [new Float64Array(scale.length), new Float64Array(scale.length)];
    x.forEach((value, i) => {
      const at = Math.floor(i / (pixels * channels)) * channels + (i % channels);
      y[i] = value * scale[at]! + shift[at]!;
      dx[i] = dy[i]! * scale[at]!;
      dScale[at]! += dy[i]! * value;
      dShift[at]! += dy[i]!;
    });
    const tensors = [
      tf.tensor3d(x, [batch, pixels, channels]),
      tf.tensor2d(scale, [batch, channels]),
      tf.tensor2d(shift, [batch, channels]),
    ];
    const run = (...[x, scale, shift]: tf.Tensor[]) =>
      modulate(x as tf.Tensor3D, scale as tf.Tensor2D, shift as tf.Tensor2D);
    const gradients = tf.grads(run)(tensors, tf.tensor3d(dy, [batch, pixels, channels]));
    expectClose(await run(...tensors).data(), y, 1e-6, 1);
    for (const [i, wanted] of [dx, dScale, dShift].entries()) {
      expect(gradients[i]!.shape).toEqual(tensors[i]!.shape);
      expectClose(await gradients[i]!.data(), wanted, 1e-5, 1);
    }
  });
});
