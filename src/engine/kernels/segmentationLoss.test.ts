/** The sums of segmentation losses against TensorFlow.js' own operations and against closed forms. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../golden/compare';
import { describeOnBackends } from '../testBackends';
import { segmentationSums } from './segmentationLoss';

const wave = (length: number, phase: number) =>
  Array.from({ length }, (_, i) => 2 * Math.sin(i * 0.7 + phase) + 0.1 * Math.cos(i * 3.1));

describeOnBackends('segmentation sums', () => {
  it('are sums over each sample, with their gradient', async () => {
    for (const values of [1, 35, 3000]) {
      const z = wave(3 * values, 0).map(Math.fround);
      const t = wave(3 * values, 1).map((v) => (v > 0 ? 1 : 0.25));
      const weights = wave(18, 2);
      const sums = new Array<number>(18).fill(0);
      const gradient = z.map((logit, i) => {
        const target = t[i]!;
        const p = 1 / (1 + Math.exp(-logit));
        const row = 6 * Math.floor(i / values);
        const terms = [
          p * target,
          p,
          target,
          p * p,
          target * target,
          -target * Math.log(p) - (1 - target) * Math.log(1 - p),
        ];
        terms.forEach((term, column) => {
          sums[row + column]! += term;
        });
        const slope = p * (1 - p);
        const slopes = [slope * target, slope, 0, 2 * p * slope, 0, p - target];
        return slopes.reduce((sum, s, column) => sum + weights[row + column]! * s, 0);
      });
      const logits = tf.tensor(z, [3, values]);
      const targets = tf.tensor(t, [3, values]);
      expectClose(await segmentationSums(logits, targets).data(), sums, 1e-5, 1);
      const actual = tf.grad((v) => segmentationSums(v, targets))(logits, tf.tensor2d(weights, [3, 6]));
      expectClose(await actual.data(), gradient, 1e-5, 1);
    }
  });

  it('stay finite at large logits, where the cross-entropy is linear', async () => {
    const logits = tf.tensor2d([[200, -300, 200, -300]]);
    const targets = tf.tensor2d([[0, 1, 1, 0]]);
    const sums = await segmentationSums(logits, targets).data();
    expectClose(sums, [1, 2, 2, 2, 2, 500], 1e-6);
    const gradient = tf.grad((v) => tf.sum(tf.slice(segmentationSums(v, targets), [0, 5], [1, 1])))(logits);
    expectClose(await gradient.data(), [1, -1, 0, 0], 1e-6);
  });

  it('leave no tensors behind', () => {
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    tf.tidy(() => {
      const targets = tf.ones([2, 40]);
      tf.grad((v) => segmentationSums(v, targets))(tf.zeros([2, 40]));
    });
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });
});
