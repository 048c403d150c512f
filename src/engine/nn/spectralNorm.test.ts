/** Spectral normalisation against singular values that are known, and its gradient against differences. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../golden/compare';
import { describeOnBackends } from '../tfjs/testBackends';
import { spectrallyNormalized } from './spectralNorm';

/** Singular values 3 and 1: rotations by 30° and −50° around diag(3, 1), a row of zeros below. */
function known(): number[][] {
  const turn = (degrees: number) => {
    const a = (degrees * Math.PI) / 180;
    return [
      [Math.cos(a), -Math.sin(a)],
      [Math.sin(a), Math.cos(a)],
    ];
  };
  const [left, right] = [turn(30), turn(-50)];
  const rows = left.map((row) => [0, 1].map((j) => row[0]! * 3 * right[0]![j]! + row[1]! * right[1]![j]!));
  return [...rows, [0, 0]];
}

describeOnBackends('spectral normalisation', () => {
  it('divides by the largest singular value', async () => {
    const kernel = tf.tensor2d(known());
    const normalized = spectrallyNormalized(kernel);
    expectClose(
      await normalized.data(),
      known()
        .flat()
        .map((value) => value / 3),
      1e-5,
      1,
    );
  });

  it('has the gradient of the quotient', async () => {
    const weights = tf.tensor2d([0.3, -0.7, 0.2, 0.9, -0.4, 0.5], [3, 2]);
    const value = (kernel: tf.Tensor2D) => tf.sum(tf.mul(spectrallyNormalized(kernel), weights)) as tf.Scalar;
    const gradient = await tf
      .grad((k: tf.Tensor) => value(k as tf.Tensor2D))(tf.tensor2d(known()))
      .data();
    const h = 1e-2;
    for (const at of [0, 1, 2, 3]) {
      const moved = async (by: number) => {
        const rows = known();
        rows[at >> 1]![at & 1]! += by;
        return (await value(tf.tensor2d(rows)).data())[0]!;
      };
      expect(gradient[at]).toBeCloseTo(((await moved(h)) - (await moved(-h))) / (2 * h), 3);
    }
  });
});
