/** The loss and the sums of a batch, and the gradient of the loss, against float64. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../golden/compare';
import { describeOnBackends } from '../../tfjs/testBackends';
import { weightedTotals } from './weightedTotals';

describeOnBackends('weighted totals', () => {
  // Few rows are added up by a thread a column, more by a workgroup.
  it.each([1, 7, 256, 1000])('are the mean by weight and the sums of %i samples', async (samples) => {
    const rows = Array.from({ length: samples }, (_, i) => [1, 2 + Math.sin(i), 0.5 + (i % 3), i % 2]);
    const totals = [0, 1, 2, 3].map((column) => rows.reduce((sum, row) => sum + row[column]!, 0));
    const before = tf.memory().numTensors;
    const values = tf.tensor1d(rows.map(([, value]) => value!));
    const scores = tf.tensor2d(rows);
    const { loss, sums } = weightedTotals(values, scores);
    expectClose(await sums.data(), totals, 1e-6);
    expectClose(await loss.data(), [totals[1]! / totals[2]!], 1e-6);
    const gradient = tf.grad((v) => tf.mul(weightedTotals(v as tf.Tensor1D, scores).loss, 3))(values);
    expectClose(await gradient.data(), new Float32Array(samples).fill(3 / totals[2]!), 1e-6);
    tf.dispose([values, scores, loss, sums, gradient]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
