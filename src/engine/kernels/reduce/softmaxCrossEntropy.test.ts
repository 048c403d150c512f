/** Softmax cross-entropy and its gradient against PyTorch and against float64 sums of logarithms. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { AnnealError } from '../../../protocol/errors';
import { expectClose } from '../../golden/compare';
import { goldenLosses } from '../../golden/load';
import { describeOnBackends } from '../../tfjs/testBackends';
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
      tf.mean(softmaxCrossEntropy(z as tf.Tensor2D, labels, smoothing, null).values),
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
          ).values;
        expectClose(await loss(input).data(), expected.losses, 2e-5);
        expectClose(await tf.grad(loss)(input).data(), expected.gradient, 2e-5);
      }
    }
  });

  it('scores every sample: its class weight, whether the largest logit is its class, and its log loss', async () => {
    const labels = [1, 0, 2, 5, -1];
    const weights = [2, 3, 5];
    // In the second row the class has the largest logit, but so has an earlier one in the first.
    const short = [
      [1, 1, 0],
      [1, 0, 1],
      [0, 0.5, 2],
      [0, 1, 2],
      [3, 1, 2],
    ];
    // More than 64 classes are shared among the threads of a workgroup.
    const long = short.map((row) => [...row, ...Array.from({ length: 97 }, () => -30)]);
    for (const logits of [short, long]) {
      const classWeights = logits[0]!.map((_, c) => weights[c] ?? 1);
      const { values, scores } = softmaxCrossEntropy(
        tf.tensor2d(logits),
        tf.tensor1d(labels, 'int32'),
        0.1,
        tf.tensor1d(classWeights),
      );
      const losses = await values.data();
      const expected = logits.map((row, r) => {
        const label = labels[r]!;
        const known = label in row;
        const logSum = Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0));
        const best = row.indexOf(Math.max(...row));
        const logLoss = known ? logSum - row[label]! : 0;
        // Label 5 exists among a hundred classes.
        return [1, losses[r]!, known ? classWeights[label]! : 0, best === label ? 1 : 0, logLoss];
      });
      expect(expected.map((row) => row[3])).toEqual([0, 1, 1, 0, 0]);
      expectClose(await scores.data(), expected.flat(), 1e-5);
    }
  });

  it('has no second derivative, and says so', () => {
    const loss = (z: tf.Tensor) =>
      softmaxCrossEntropy(z as tf.Tensor2D, tf.tensor1d([1], 'int32'), 0, null).values;
    const twice = tf.grad((z) => tf.sum(tf.square(tf.grad(loss)(z))));
    expect(() => twice(tf.tensor2d([[0.3, -1]]))).toThrow(AnnealError);
  });
});
