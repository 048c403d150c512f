/** The Lovász extension against Algorithm 1 of its paper, in rows short and long, with ties and without a mask. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../../engine/golden/compare';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { lovaszExtension } from './lovasz';

/** Berman et al. 2018: Jaccard losses along the order, and their differences. Equal errors stay as they come. */
function reference(errors: number[], truth: number[]) {
  const order = errors.map((_, i) => i).sort((a, b) => errors[b]! - errors[a]! || a - b);
  const total = truth.reduce((sum, t) => sum + t, 0);
  const slopes = new Array<number>(errors.length).fill(0);
  let [intersection, union, last, value] = [total, total, 0, 0];
  for (const i of order) {
    intersection -= truth[i]!;
    union += 1 - truth[i]!;
    const jaccard = 1 - intersection / union;
    slopes[i] = errors[i]! > 0 ? jaccard - last : 0;
    value += slopes[i]! * errors[i]!;
    last = jaccard;
  }
  return { value, slopes };
}

/** Errors in steps of a quarter tie often; the last row has no mask. */
const rowsOf = (pixels: number, step: number) =>
  [0, 1, 2].map((row) => ({
    errors: Array.from({ length: pixels }, (_, i) => {
      const error = 1 + 2 * Math.sin(1 + i * 1.7 + row) * Math.cos(i * 0.37);
      return Math.fround(step > 0 ? Math.round(error / step) * step : error);
    }),
    truth: Array.from({ length: pixels }, (_, i) => (row < 2 && Math.sin(i * 0.31 + row) > 0.2 ? 1 : 0)),
  }));

describeOnBackends('the Lovász extension', () => {
  it.each([
    [1, 0],
    [2, 0],
    [37, 0.25],
    [2060, 0.25],
  ])('of rows of %i pixels', async (pixels, step) => {
    const rows = rowsOf(pixels, step);
    const expected = rows.map(({ errors, truth }) => reference(errors, truth));
    const errors = tf.tensor2d(rows.map((row) => row.errors));
    const truth = tf.tensor2d(rows.map((row) => row.truth));
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    const values = lovaszExtension(errors, truth);
    const slopes = tf.grad((e) => tf.sum(tf.mul(lovaszExtension(e as tf.Tensor2D, truth), [1, 2, -0.5])))(
      errors,
    );
    expectClose(
      await values.data(),
      expected.map(({ value }) => value),
      1e-5,
    );
    expectClose(
      await slopes.data(),
      expected.flatMap((row, i) => row.slopes.map((slope) => slope * [1, 2, -0.5][i]!)),
      1e-5,
      1 / pixels,
    );
    tf.dispose([values, slopes]);
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });
});
