/** Split ReLU and its gradient against plain arithmetic, with channels that fill vectors and that do not. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnBackends } from '../../tfjs/testBackends';
import { splitRelu } from './splitRelu';

describeOnBackends('split ReLU', () => {
  it.each([1, 3, 4, 12])('of %i channels, positive parts first', async (channels) => {
    const rows = 5;
    const values = Float32Array.from({ length: rows * channels }, (_, i) =>
      i % 7 === 0 ? 0 : Math.fround(Math.sin(1.3 * i)),
    );
    const cotangent = Float32Array.from({ length: 2 * values.length }, (_, i) =>
      Math.fround(Math.cos(0.7 * i)),
    );
    const x = tf.tensor2d(values, [rows, channels]);
    const dy = tf.tensor2d(cotangent, [rows, 2 * channels]);
    const y = splitRelu(x);
    const dx = tf.grad((x) => splitRelu(x as tf.Tensor2D))(x, dy);
    const row = (i: number) => Array.from(values.subarray(i * channels, (i + 1) * channels));
    const wanted = Array.from({ length: rows }, (_, i) => [
      ...row(i).map((value) => Math.max(value, 0)),
      ...row(i).map((value) => Math.max(0 - value, 0)),
    ]);
    expect(await y.array()).toEqual(wanted);
    const gradient = await dx.data();
    values.forEach((value, i) => {
      const at = Math.floor(i / channels) * 2 * channels + (i % channels);
      const expected = value > 0 ? cotangent[at]! : value < 0 ? -cotangent[at + channels]! : 0;
      expect(gradient[i]! + 0).toBe(expected);
    });
  });
});
