/** Fused messages against the same made of gathered rows, products and segment sums; derivatives of both orders. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../golden/compare';
import { describeOnBackends } from '../../tfjs/testBackends';
import { createSegments, gatherRows, type Segments, sumByTarget } from './sumByTarget';
import { edgeProduct, messageSum } from './sumMessages';

/** Five atoms send to four; no edge ends at 2, and two edges are padding. */
const starts = Int32Array.from([0, 1, 2, 3, 4, -1, 0, 2, 2]);
const ends = Int32Array.from([1, 0, 3, 3, 0, 1, -1, 0, 3]);
const values = (shape: number[], phase: number) =>
  tf.sin(tf.add(tf.mul(tf.range(0, tf.util.sizeFromShape(shape)), 1.7), phase)).reshape(shape);

type Messages = (x: tf.Tensor, w: tf.Tensor, start: Segments, end: Segments) => tf.Tensor;
const inParts: Messages = (x, w, start, end) => sumByTarget(tf.mul(gatherRows(x, start), w), end);
const productInParts: Messages = (a, b, start, end) => tf.mul(gatherRows(a, start), gatherRows(b, end));

describeOnBackends('messages', () => {
  it.each([
    ['messageSum', messageSum, inParts, [5, 9]],
    ['edgeProduct', edgeProduct, productInParts, [5, 4]],
  ] as const)('%s and its first and second derivatives', async (_, fused, parts, [first, second]) => {
    for (const features of [[8], [3], [2, 4]]) {
      const start = createSegments(starts, 5);
      const end = createSegments(ends, 4);
      const x = values([first, ...features], 0);
      const w = values([second, ...features], 1);
      const energy = (f: Messages) => (a: tf.Tensor, b: tf.Tensor) =>
        tf.sum(tf.pow(f(a, b, start, end), 3)).asScalar();
      const slope = (f: Messages) => (a: tf.Tensor, b: tf.Tensor) => {
        const [da, db] = tf.grads(energy(f))([a, b]);
        return tf.add(tf.sum(tf.square(da!)), tf.sum(tf.square(db!))).asScalar();
      };
      const before = tf.memory().numTensors;
      const all = (f: Messages) => [
        f(x, w, start, end),
        ...tf.grads(energy(f))([x, w]),
        ...tf.grads(slope(f))([x, w]),
      ];
      const actual = tf.tidy(() => all(fused));
      const expected = tf.tidy(() => all(parts));
      for (const [i, tensor] of actual.entries()) {
        expect(tensor.shape).toEqual(expected[i]!.shape);
        expectClose(await tensor.data(), await expected[i]!.data(), 1e-5, 1);
      }
      expect(Math.max(...(await actual.at(-1)!.data()))).toBeGreaterThan(0.1);
      tf.dispose([actual, expected]);
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});
