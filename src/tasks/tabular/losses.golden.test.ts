/** Every loss and its gradient are PyTorch's, on every backend. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../engine/golden/compare';
import { goldenLosses } from '../../engine/golden/load';
import { crossEntropy, huber, mae, meanLoss, mse, smoothL1 } from '../../engine/losses/plain';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { gatedMse } from './gatedMse';

interface Expected {
  loss: number;
  grad: number[][] | number[][][];
}

/** Compares the mean of the loss and its gradient with respect to the prediction. */
async function expectLoss(
  prediction: number[][] | number[][][],
  values: (p: tf.Tensor) => tf.Tensor,
  expected: Expected,
) {
  const before = tf.memory().numTensors;
  const input = tf.tensor(prediction);
  const { value, grad } = tf.valueAndGrad((p) => meanLoss(values(p)))(input);
  const [loss, gradient] = await Promise.all([value.data(), grad.data()]);
  tf.dispose([input, value, grad]);
  expectClose(loss, [expected.loss], 1e-5);
  expectClose(gradient, expected.grad.flat(2), 1e-5);
  return tf.memory().numTensors - before;
}

describeOnBackends('losses', () => {
  const regression: Record<string, (p: tf.Tensor, y: tf.Tensor) => tf.Tensor> = {
    mse,
    mae,
    huber_delta1: (p, y) => huber(p, y, 1),
    'smooth_l1_beta0.5': (p, y) => smoothL1(p, y, 0.5),
  };
  const names = ['mse', 'mae', 'huber_delta1', 'smooth_l1_beta0.5'] as const;

  it.each(names)('%s', async (name) => {
    const golden = goldenLosses().regression;
    const target = tf.tensor(golden.target);
    expect(await expectLoss(golden.pred, (p) => regression[name]!(p, target), golden[name])).toBe(0);
    target.dispose();
  });

  it('gated three-value head', async () => {
    const golden = goldenLosses().gated_mse;
    const target = tf.tensor(golden.target);
    expect(await expectLoss(golden.pred, (p) => gatedMse(p, target), golden)).toBe(0);
    target.dispose();
  });

  it.each([
    ['', 0],
    [' with smoothed labels', 0.1],
  ])('cross-entropy%s', async (_, labelSmoothing) => {
    const golden = goldenLosses().cross_entropy;
    const labels = tf.tensor1d(golden.labels, 'int32');
    const expected = labelSmoothing > 0 ? golden['smoothed_0.1'] : golden;
    const values = (p: tf.Tensor) =>
      crossEntropy(p.as2D(golden.logits.length, -1), labels, { labelSmoothing }).values;
    expect(await expectLoss(golden.logits, values, expected)).toBe(0);
    labels.dispose();
  });
});
