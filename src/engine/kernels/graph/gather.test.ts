/** Rows taken by `tf.gather`, from tables of every kind, and its gradient. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../golden/compare';
import { describeOnBackends } from '../../tfjs/testBackends';

describeOnBackends('gather', (backend) => {
  it.each([[], [3], [4], [2, 4]])('takes rows of shape [%s]', async (...width: number[]) => {
    const size = width.reduce((a, b) => a * b, 1);
    const rows = [4, 0, 4, 2];
    for (const dtype of ['float32', 'int32'] as const) {
      const values = Array.from({ length: 5 * size }, (_, i) => i * i - 7);
      const before = tf.memory().numTensors;
      const table = tf.tensor(values, [5, ...width], dtype);
      const indices = tf.tensor1d(rows, 'int32');
      const taken = tf.gather(table, indices);
      expect(taken.shape).toEqual([4, ...width]);
      expect(taken.dtype).toBe(dtype);
      const expected = rows.flatMap((row) => values.slice(row * size, (row + 1) * size));
      expect(Array.from(await taken.data())).toEqual(expected);
      tf.dispose([table, indices, taken]);
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it('has the gradient of a sum over the rows that were taken', async () => {
    const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const indices = tf.tensor1d([2, 0, 2], 'int32');
    const weights = tf.tensor2d([1, 10, 100, 1000, 10_000, 100_000], [3, 2]);
    const gradient = tf.grad((x) => tf.sum(tf.mul(tf.gather(x, indices), weights)))(table);
    expectClose(await gradient.data(), [100, 1000, 0, 0, 10_001, 100_010], 1e-6);
  });

  it('takes rows of a table of whole numbers that was cast, along another axis, and by two axes of numbers', async () => {
    const whole = tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32');
    const floats = tf.gather(tf.cast(whole, 'float32'), tf.tensor1d([1], 'int32'));
    expect(Array.from(await floats.data())).toEqual([3, 4]);
    const columns = tf.gather(whole, tf.tensor1d([1, 1], 'int32'), 1);
    expect(Array.from(await columns.data())).toEqual([2, 2, 4, 4]);
    const pairs = tf.gather(whole, tf.tensor2d([1, 0], [1, 2], 'int32'));
    expect(pairs.shape).toEqual([1, 2, 2]);
    expect(Array.from(await pairs.data())).toEqual([3, 4, 1, 2]);
  });

  // The CPU backend is TensorFlow.js' own, and refuses such rows.
  it.skipIf(backend === 'cpu')('gives zeros for rows that do not exist', async () => {
    const table = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const taken = tf.gather(table, tf.tensor1d([-1, 1, 2], 'int32'));
    expect(Array.from(await taken.data())).toEqual([0, 0, 3, 4, 0, 0]);
  });
});
