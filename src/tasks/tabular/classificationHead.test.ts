/** The weights of the classes reach the loss: balanced ones, given ones, none. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { classificationHead } from './classificationHead';
import { tabularConfigSchema } from './config';

const raw = [
  [2, 0],
  [1, 0],
  [0, 1],
  [0, 3],
];
const labels = [0, 0, 1, 0];

/** The weighted mean of −log softmax, as scikit-learn and PyTorch weight it. */
function expected(weights: number[]): number {
  const losses = raw.map(
    (row, i) => Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0)) - row[labels[i]!]!,
  );
  const own = labels.map((label) => weights[label]!);
  const total = own.reduce((sum, weight) => sum + weight, 0);
  return losses.reduce((sum, loss, i) => sum + own[i]! * loss, 0) / total;
}

describeOnBackends('the loss of a classification', () => {
  // Of four training rows three are of the first class: n / (classes · rows of the class).
  it.each([
    ['none', [1, 1]],
    ['balanced', [4 / (2 * 3), 4 / (2 * 1)]],
    [
      [1, 5],
      [1, 5],
    ],
  ] as const)('weights classes by %s', async (classWeights, weights) => {
    const config = tabularConfigSchema.parse({ loss: { classWeights } });
    const head = classificationHead(config, 'y', ['a', 'b'], [3, 1]);
    const made = head.loss(tf.tensor2d(raw), tf.tensor1d(labels, 'int32'));
    expect((await made.loss.data())[0]).toBeCloseTo(expected([...weights]), 5);
    tf.dispose([made.loss, made.sums]);
  });
}, ['cpu']);
