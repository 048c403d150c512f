/** Pooling and upsampling against PyTorch and against windows walked by hand. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../golden/compare';
import { goldenLayers } from '../../golden/load';
import { describeOnBackends } from '../../tfjs/testBackends';
import './pooling';
import { upsample } from './upsample';

const golden = goldenLayers();
const wave = (length: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 0.7) + 0.1 * Math.cos(i * 3.1));

const layers = {
  max_pool2: (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'),
  avg_pool2: (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'),
  upsample_bilinear2: (x: tf.Tensor) => upsample(x as tf.Tensor4D, 2, 'bilinear'),
  upsample_nearest2: (x: tf.Tensor) => upsample(x as tf.Tensor4D, 2, 'nearest'),
};

describeOnBackends('pooling and upsampling', () => {
  for (const name of Object.keys(layers) as (keyof typeof layers)[]) {
    it(`follows PyTorch in ${name} and its gradient`, async () => {
      const { x, cotangent, out, dx } = golden[name];
      const input = tf.tensor4d(x);
      expectClose(await layers[name](input).data(), out.flat(3), 1e-5, 0.1);
      const gradient = tf.grad(layers[name])(input, tf.tensor4d(cotangent));
      expectClose(await gradient.data(), dx.flat(3), 1e-5, 0.1);
    });
  }

  for (const channels of [3, 4]) {
    it(`pools overlapping and padded windows of ${channels} channels`, async () => {
      const [size, stride, height, width] = [3, 2, 7, 8];
      const x = wave(2 * height * width * channels);
      const dy = wave(2 * 4 * 4 * channels).map((v) => v + 0.3);
      // TensorFlow's `same`: 7 rows are padded by 1 before and after, 8 columns by 1 after.
      const [maximum, average] = [new Float64Array(x.length), new Float64Array(x.length)];
      for (let o = 0; o < dy.length; o++) {
        const c = o % channels;
        const [left, top] = [
          (Math.floor(o / channels) % 4) * stride,
          (Math.floor(o / channels / 4) % 4) * stride - 1,
        ];
        const sample = Math.floor(o / channels / 16);
        const inside: number[] = [];
        for (let y = top; y < top + size; y++) {
          for (let i = left; i < left + size; i++) {
            if (y < 0 || y >= height || i >= width) continue;
            inside.push(((sample * height + y) * width + i) * channels + c);
          }
        }
        const largest = inside.reduce((best, i) => (x[i]! > x[best]! ? i : best));
        maximum[largest]! += dy[o]!;
        for (const i of inside) average[i]! += dy[o]! / inside.length;
      }
      const input = tf.tensor4d(x, [2, height, width, channels]);
      const cotangent = tf.tensor4d(dy, [2, 4, 4, channels]);
      const pooled = (pool: typeof tf.maxPool) =>
        tf
          .grad((v) => pool(v as tf.Tensor4D, size, stride, 'same'))(input, cotangent)
          .data();
      expectClose(await pooled(tf.maxPool), maximum, 1e-5, 1);
      expectClose(await pooled(tf.avgPool), average, 1e-5, 1);
    });
  }

  it('pools windows side by side, several vectors of channels wide', async () => {
    const [height, width, channels] = [4, 6, 8];
    const x = wave(2 * height * width * channels);
    const dy = wave(x.length / 4).map((v) => v + 0.3);
    const expected = new Float64Array(x.length);
    for (let o = 0; o < dy.length; o++) {
      const [c, window] = [o % channels, Math.floor(o / channels)];
      const [column, row] = [window % (width / 2), Math.floor(window / (width / 2))];
      const inside = [0, 1, width, width + 1].map((at) => (2 * row * width + 2 * column + at) * channels + c);
      expected[inside.reduce((best, i) => (x[i]! > x[best]! ? i : best))]! += dy[o]!;
    }
    const gradient = tf.grad((v) => tf.maxPool(v as tf.Tensor4D, 2, 2, 'valid'))(
      tf.tensor4d(x, [2, height, width, channels]),
      tf.tensor4d(dy, [2, height / 2, width / 2, channels]),
    );
    expectClose(await gradient.data(), expected, 1e-6, 1);
  });

  it('gives the gradient of equal maxima to the first', async () => {
    const gradient = tf.grad((v) => tf.maxPool(v as tf.Tensor4D, 2, 2, 'valid'))(tf.ones([1, 2, 2, 4]));
    expect(Array.from(await gradient.data())).toEqual([1, 1, 1, 1, ...new Array(12).fill(0)]);
  });

  it('upsampling by any factor and its gradient are each other’s transposes', async () => {
    for (const factor of [1, 2, 3, 4]) {
      for (const mode of ['nearest', 'bilinear'] as const) {
        const shape: [number, number, number, number] = [2, 3, 4, 4];
        const x = tf.tensor4d(wave(96), shape);
        const y = upsample(x, factor, mode);
        // A constant stays one, and ⟨Ux, v⟩ = ⟨x, Uᵀv⟩.
        expectClose(await upsample(tf.ones(shape), factor, mode).data(), new Array(y.size).fill(1), 1e-6);
        const v = tf.tensor4d(wave(y.size + 7).slice(7), y.shape);
        const back = tf.grad((t) => upsample(t as tf.Tensor4D, factor, mode))(x, v);
        const left = await tf.sum(tf.mul(y, v)).data();
        const right = await tf.sum(tf.mul(x, back)).data();
        expectClose(left, right, 1e-5, 1);
      }
    }
    // Thirds of the way between pixel centres, the ends held.
    const row = upsample(tf.tensor4d([0, 3, 9], [1, 1, 3, 1]), 3, 'bilinear');
    const line = Array.from(await row.data()).slice(0, 9);
    expectClose(line, [0, 0, 1, 2, 3, 5, 7, 9, 9], 1e-5);
  });
});
