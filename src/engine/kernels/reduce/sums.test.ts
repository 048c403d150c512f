/** Sums and means over every block of axes against float64 loops, and whether each run gives the same bits. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../golden/compare';
import { describeOnBackends } from '../../tfjs/testBackends';

const values = (size: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i) + 0.3);

function sums(x: Float32Array, before: number, reduced: number, after: number): Float64Array {
  const out = new Float64Array(before * after);
  for (let b = 0; b < before; b++)
    for (let r = 0; r < reduced; r++)
      for (let a = 0; a < after; a++) out[b * after + a]! += x[(b * reduced + r) * after + a]!;
  return out;
}

describeOnBackends('sums', () => {
  it.each([
    { shape: [3, 5, 7], axis: [0], before: 1, after: 35, kept: [1, 5, 7] },
    { shape: [3, 5, 7], axis: [1], before: 3, after: 7, kept: [3, 1, 7] },
    { shape: [3, 5, 7], axis: [2], before: 15, after: 1, kept: [3, 5, 1] },
    { shape: [3, 5, 7], axis: [0, 1], before: 1, after: 7, kept: [1, 1, 7] },
    { shape: [3, 5, 7], axis: [2, 1], before: 3, after: 1, kept: [3, 1, 1] },
    { shape: [3, 5, 7], axis: [0, 1, 2], before: 1, after: 1, kept: [1, 1, 1] },
    // Partial sums in two and in three passes, and sums too many for partial ones.
    { shape: [1000, 6], axis: [0], before: 1, after: 6, kept: [1, 6] },
    { shape: [2, 70_001], axis: [1], before: 2, after: 1, kept: [2, 1] },
    { shape: [300, 4100], axis: [0], before: 1, after: 4100, kept: [1, 4100] },
  ])('of $shape over $axis', async ({ shape, axis, before, after, kept }) => {
    const size = shape.reduce((a, b) => a * b);
    const data = values(size);
    const reduced = size / before / after;
    const x = tf.tensor(data, shape);
    const expected = sums(data, before, reduced, after);
    const tensors = tf.memory().numTensors;
    const sum = tf.sum(x, axis);
    const mean = tf.mean(x, axis, true);
    expect(sum.shape).toEqual(shape.filter((_, i) => !axis.includes(i)));
    expect(mean.shape).toEqual(kept);
    expectClose(await sum.data(), expected, 2e-5, 1);
    expectClose(
      await mean.data(),
      expected.map((value) => value / reduced),
      2e-5,
      0.1,
    );
    expect(await tf.sum(x, axis).data()).toEqual(await sum.data());
    expect(tf.memory().numTensors).toBe(tensors + 3);
  });

  it('of all but channels in fours, of more rows than are taken at once', async () => {
    const data = values(3 * 700 * 8);
    const expected = sums(data, 1, 2100, 8);
    expectClose(await tf.sum(tf.tensor3d(data, [3, 700, 8]), [0, 1]).data(), expected, 1e-5, 10);
    const kept = tf.sum(tf.tensor3d(data, [3, 700, 8]), [0, 1], true);
    expect(kept.shape).toEqual([1, 1, 8]);
    expectClose(await kept.data(), expected, 1e-5, 10);
  });

  it('of each of several groups, all but channels in fours', async () => {
    const data = values(3 * 2 * 700 * 8);
    const expected = sums(data, 3, 1400, 8);
    const sum = tf.sum(tf.tensor4d(data, [3, 2, 700, 8]), [2, 1]);
    expect(sum.shape).toEqual([3, 8]);
    expectClose(await sum.data(), expected, 1e-5, 10);
    const kept = tf.sum(tf.tensor4d(data, [3, 2, 700, 8]), [1, 2], true);
    expect(kept.shape).toEqual([3, 1, 1, 8]);
    expectClose(await kept.data(), expected, 1e-5, 10);
  });

  it('over axes that lie apart, over none, and of whole numbers', async () => {
    const data = values(24);
    const apart = await tf.sum(tf.tensor3d(data, [2, 3, 4]), [0, 2]).data();
    const rows = sums(data, 6, 4, 1);
    expectClose(
      apart,
      [0, 1, 2].map((row) => rows[row]! + rows[row + 3]!),
      1e-5,
      1,
    );
    const whole = tf.sum(tf.tensor1d([1, 2, 39], 'int32'));
    expect(whole.dtype).toBe('int32');
    expect(Array.from(await whole.data())).toEqual([42]);
    expect(Array.from(await tf.sum(tf.tensor2d([[1, 2]]), []).data())).toEqual([1, 2]);
  });
});
