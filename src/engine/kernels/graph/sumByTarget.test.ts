/** Gathered rows and segment sums against loops over arrays, with their gradients; ids sorted beforehand and not. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { AnnealError } from '../../../protocol/errors';
import { expectClose } from '../../golden/compare';
import { describeOnBackends } from '../../tfjs/testBackends';
import { createSegments, gatherRows, sumByTarget } from './sumByTarget';

const count = 5;
/** Segment 3 is empty; −1 is padding. */
const ids = Int32Array.from([2, 0, 4, 2, -1, 1, 2, 0, 4, -1, 2]);

const values = (size: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i) * 3);

function sums(x: Float32Array, width: number): number[] {
  const out = new Array<number>(count * width).fill(0);
  ids.forEach((id, row) => {
    for (let i = 0; i < width; i++) if (id >= 0) out[id * width + i]! += x[row * width + i]!;
  });
  return out;
}

function rows(x: Float32Array, width: number): number[] {
  return Array.from(ids).flatMap((id) =>
    id < 0 ? new Array<number>(width).fill(0) : Array.from(x.subarray(id * width, (id + 1) * width)),
  );
}

describeOnBackends('segments', () => {
  // 8 = whole vectors of four, 3 = none, and rows of rank 2.
  it.each([[[8]], [[3]], [[2, 4]], [[]]])('gather and add rows of shape %j', async (features) => {
    const width = features.reduce((a, b) => a * b, 1);
    const segments = createSegments(ids, count);
    const before = tf.memory().numTensors;
    const nodes = values(count * width);
    const edges = values(ids.length * width);
    const x = tf.tensor(nodes, [count, ...features]);
    const y = tf.tensor(edges, [ids.length, ...features]);

    const gathered = gatherRows(x, segments);
    expect(gathered.shape).toEqual(y.shape);
    expect(Array.from(await gathered.data())).toEqual(rows(nodes, width));
    const added = sumByTarget(y, segments);
    expect(added.shape).toEqual(x.shape);
    expectClose(await added.data(), sums(edges, width), 1e-6, 1);

    const dx = tf.grad((v) => gatherRows(v, segments))(x, y);
    expectClose(await dx.data(), sums(edges, width), 1e-6, 1);
    const dy = tf.grad((v) => sumByTarget(v, segments))(y, x);
    expect(Array.from(await dy.data())).toEqual(rows(nodes, width));
    tf.dispose([x, y, gathered, added, dx, dy]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([segments.ids, segments.offsets, segments.order]);
  });

  it('differentiate again: ∂²/∂x² of Σ (segment sum of gathered rows)³', async () => {
    const segments = createSegments(Int32Array.from([1, 0, 1]), 2);
    const energy = (x: tf.Tensor) => tf.sum(tf.pow(sumByTarget(gatherRows(x, segments), segments), 3));
    // Each row is multiplied by the number n of its ids: n³·6·x along the diagonal.
    const hessian = tf.grad((x) => tf.sum(tf.grad(energy)(x)))(tf.tensor1d([0.5, -2]));
    expectClose(await hessian.data(), [6 * 0.5, 8 * 6 * -2], 1e-5);
  });

  it('are refused when an id does not exist', () => {
    expect(() => createSegments(Int32Array.from([0, 2]), 2)).toThrow(AnnealError);
    expect(() => createSegments(Int32Array.from([-2]), 2)).toThrow('Row 0 belongs to segment -2');
  });

  it('add rows by ids that were not sorted, and so does the gradient of tf.gather', async () => {
    const edges = values(ids.length * 3);
    const x = tf.tensor2d(edges, [ids.length, 3]);
    const added = tf.unsortedSegmentSum(x, tf.tensor1d(ids, 'int32'), count);
    expect(added.shape).toEqual([count, 3]);
    expectClose(await added.data(), sums(edges, 3), 1e-6, 1);

    const table = tf.tensor2d(values(6), [2, 3]);
    const chosen = tf.tensor1d([1, 1, 0, 1], 'int32');
    const dy = tf.tensor2d([1, 2, 3, 10, 20, 30, 7, 8, 9, 100, 200, 300], [4, 3]);
    const gradient = tf.grad((t) => tf.gather(t, chosen))(table, dy);
    expectClose(await gradient.data(), [7, 8, 9, 111, 222, 333], 1e-6);
  });

  it('give the same bits in every run', async () => {
    const n = 4000;
    const many = Int32Array.from({ length: n }, (_, i) => (i * 7919) % 11);
    const x = tf.tensor2d(values(n), [n, 1]);
    const segments = createSegments(many, 11);
    const known = await sumByTarget(x, segments).data();
    const unknown = await tf.unsortedSegmentSum(x, segments.ids, 11).data();
    for (let run = 0; run < 3; run++) {
      expect(await sumByTarget(x, segments).data()).toEqual(known);
      expect(await tf.unsortedSegmentSum(x, segments.ids, 11).data()).toEqual(unknown);
    }
    // The same order of the same sums.
    expect(unknown).toEqual(known);
  });
});
