/** Losses of a single foreground class and their gradients are PyTorch's, on every backend. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { expectClose } from '../../../engine/golden/compare';
import { goldenLosses } from '../../../engine/golden/load';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { segmentationLossSchema } from './config';
import { segmentationLoss } from './loss';

type Input = z.input<typeof segmentationLossSchema>;

const alone: Input = { dice: { weight: 0 }, bce: { weight: 0 } };
const recipes = {
  bce: { ...alone, bce: { weight: 1 } },
  bce_pos_weight_3: { ...alone, bce: { weight: 1, positiveWeight: 3 } },
  'focal_g2_a0.25': { ...alone, focal: { weight: 1, gamma: 2, alpha: 0.25 } },
  dice: { ...alone, dice: { weight: 1 } },
  dice_squared: { ...alone, dice: { weight: 1, squared: true } },
  jaccard: { ...alone, jaccard: { weight: 1 } },
  'tversky_a0.3_b0.7': { ...alone, tversky: { weight: 1, alpha: 0.3, beta: 0.7 } },
  'combined_0.7_dice_0.3_bce': {},
} satisfies Record<string, Input>;

describeOnBackends('segmentation losses', () => {
  it.each(Object.keys(recipes) as (keyof typeof recipes)[])('%s', async (name) => {
    const golden = goldenLosses();
    const { components, weights } = segmentationLoss(segmentationLossSchema.parse(recipes[name]), 2);
    const logits = tf.tensor4d(golden.logits);
    const labels = tf.tensor3d(
      golden.mask.map((image) => image.map((row) => row.map(([value]) => value!))),
      undefined,
      'int32',
    );
    const before = tf.memory().numTensors;
    const { value, grad } = tf.valueAndGrad((z: tf.Tensor4D) =>
      tf.mean(tf.sum(tf.mul(components(z, labels), weights), 1)),
    )(logits);
    const [loss, gradient] = await Promise.all([value.data(), grad.data()]);
    expectClose(loss, [golden[name].loss], 1e-5);
    expectClose(gradient, golden[name].grad.flat(3), 1e-5);
    tf.dispose([value, grad]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
