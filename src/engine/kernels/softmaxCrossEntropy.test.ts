/** Softmax cross-entropy and its gradient against PyTorch and against float64 sums of logarithms. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { AnnealError } from '../../protocol/errors';
import { expectClose } from '../golden/compare';
import { goldenLosses } from '../golden/load';
import { describeOnBackends } from '../testBackends';
import { softmaxCrossEntropy } from './softmaxCrossEntropy';

const golden = goldenLosses().cross_entropy;

/** L and ∂ΣL/∂z in float64, from probabilities. */
function reference(logits: number[][], labels: number[], smoothing: number, weights: number[] | null) {
  const losses: number[] = [];
  const gradient: number[] = [];
  logits.forEach((row, r) => {
    const max = Math.max(...row);
    const total = row.reduce((sum, z) => sum + Math.exp(z - max), 0);
    const target = row.map(
      (_, c) =>
        ((c === labels[r] ? 1 - smoothing : 0) + smoothing / row.length) * (weights ? weights[c]! : 1),
    );
    const mass = target.reduce((a, b) => a + b, 0);
    losses.push(-row.reduce((sum, z, c) => sum + target[c]! * (z - max - Math.log(total)), 0));
    gradient.push(...row.map((z, c) => (Math.exp(z - max) / total) * mass - target[c]!));
  });
  return { losses, gradient };
}

describeOnBackends('softmax cross-entropy', () => {
  it.each([0, 0.1])('is the one of PyTorch, with its gradient, smoothed by %d', async (smoothing) => {
    const logits = tf.tensor2d(golden.logits);
    const labels = tf.tensor1d(golden.labels, 'int32');
    const expected = smoothing > 0 ? golden['smoothed_0.1'] : golden;
    const before = tf.memory().numTensors;
    const { value, grad } = tf.valueAndGrad((z) =>
      tf.mean(softmaxCrossEntropy(z as tf.Tensor2D, labels, smoothing, null)),
    )(logits);
    expectClose(await value.data(), [expected.loss], 1e-5);
    expectClose(await grad.data(), expected.grad.flat(), 1e-5);
    tf.dispose([value, grad]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('weighs classes, and follows float64 over many rows, many classes and logits far apart', async () => {
    for (const [rows, classes] of [
      [150, 3],
      [4, 300],
    ] as const) {
      const logits = Array.from({ length: rows }, (_, r) =>
        Array.from({ length: classes }, (_, c) => Math.sin(3 * r + 1.3 * c) * (r % 4 === 0 ? 60 : 2)),
      );
      const labels = logits.map((_, r) => (r * 7) % classes);
      const weights = Array.from({ length: classes }, (_, c) => 0.5 + (c % 3));
      for (const classWeights of [null, weights]) {
        const expected = reference(logits, labels, 0.2, classWeights);
        const input = tf.tensor2d(logits);
        const loss = (z: tf.Tensor) =>
          softmaxCrossEntropy(
            z as tf.Tensor2D,
            tf.tensor1d(labels, 'int32'),
            0.2,
            classWeights && tf.tensor1d(classWeights),
          );
        expectClose(await loss(input).data(), expected.losses, 2e-5);
        expectClose(await tf.grad(loss)(input).data(), expected.gradient, 2e-5);
      }
    }
  });

  it('has no second derivative, and says so', () => {
    const loss = (z: tf.Tensor) => softmaxCrossEntropy(z as tf.Tensor2D, tf.tensor1d([1], 'int32'), 0, null);
    const twice = tf.grad((z) => tf.sum(tf.square(tf.grad(loss)(z))));
    expect(() => twice(tf.tensor2d([[0.3, -1]]))).toThrow(AnnealError);
  });
});
