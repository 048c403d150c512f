/**
 * Segmentation losses against numbers that other implementations gave, against PyTorch's from the papers' formulas
 * (`fixtures/makeLosses.py`), at their limits, and their gradients against differences.
 */

import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectClose } from '../../../engine/golden/compare';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { segmentationLossPresetNames, segmentationLossSchema } from './config';
import { segmentationLoss } from './loss';

type Input = z.input<typeof segmentationLossSchema>;

const example = z.object({
  logits: z.array(z.number()),
  labels: z.array(z.number().int()),
  shape: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  classes: z.number(),
  classWeights: z.array(z.number()),
  cases: z.record(z.string(), z.object({ values: z.array(z.number()), gradient: z.array(z.number()) })),
});
const fixtures = z
  .object({ binary: example, several: example })
  .parse(JSON.parse(readFileSync(new URL('./fixtures/losses.golden.json', import.meta.url), 'utf8')));

/** Every part once, by the fixture's names. */
const alone: Input = { dice: { weight: 0 }, bce: { weight: 0 } };
const recipes = (classWeights: number[]): Record<string, Input> => ({
  dice: { ...alone, dice: { weight: 1 } },
  diceSquared: { ...alone, dice: { weight: 1, squared: true } },
  jaccard: { ...alone, jaccard: { weight: 1 } },
  tversky: { ...alone, tversky: { weight: 1 } },
  focalTversky: { ...alone, focalTversky: { weight: 1 } },
  crossEntropy: { ...alone, bce: { weight: 1 } },
  weightedCrossEntropy: { ...alone, bce: { weight: 1, classWeights } },
  focal: { ...alone, focal: { weight: 1 } },
  focalHalf: { ...alone, focal: { weight: 1, gamma: 0.5, alpha: null } },
  lovasz: { ...alone, lovasz: { weight: 1 } },
  boundary: { ...alone, boundary: { weight: 1 } },
});
const everything: Input = {
  ...Object.fromEntries(
    ['dice', 'bce', 'focal', 'jaccard', 'tversky', 'focalTversky', 'lovasz', 'boundary'].map((name, i) => [
      name,
      { weight: i + 1 },
    ]),
  ),
  normalizeWeights: false,
};

const lossOf = (input: Input, classes: number) =>
  segmentationLoss(segmentationLossSchema.parse(input), classes);
const tensorsOf = ({ logits, labels, shape }: z.infer<typeof example>) => ({
  logits: tf.tensor4d(logits, shape),
  labels: tf.tensor3d(labels, [shape[0], shape[1], shape[2]], 'int32'),
});

/** Values of each sample and part, and the gradient of their weighted mean. */
async function evaluated(input: Input, classes: number, logits: tf.Tensor4D, labels: tf.Tensor3D) {
  const { components, weights } = lossOf(input, classes);
  const values = tf.tidy(() => components(logits, labels));
  const gradient = tf.grad((x) => tf.mean(tf.sum(tf.mul(components(x as tf.Tensor4D, labels), weights), 1)))(
    logits,
  );
  const result = { values: await values.data(), gradient: await gradient.data() };
  tf.dispose([values, gradient]);
  return result;
}

describeOnBackends('segmentation losses', () => {
  it.each(Object.keys(recipes([])))(
    "%s is PyTorch's, of one foreground class and of several",
    async (name) => {
      for (const fixture of [fixtures.binary, fixtures.several]) {
        const { logits, labels } = tensorsOf(fixture);
        const recipe = recipes(fixture.classWeights)[name]!;
        const { values, gradient } = await evaluated(recipe, fixture.classes, logits, labels);
        expectClose(values, fixture.cases[name]!.values, 1e-5);
        expectClose(gradient, fixture.cases[name]!.gradient, 1e-5);
      }
    },
  );

  it('have known values by every preset', async () => {
    // The mean over two samples, from the original implementations of the presets.
    const logits = tf.tensor4d([2, -1, 0.5, -3, 0, 1, -2, 3], [2, 1, 4, 1]);
    const labels = tf.tensor3d([1, 0, 0, 1, 0, 1, 0, 1], [2, 1, 4], 'int32');
    const expected = [0.46767, 0.2758749, 0.5356492, 0.3483414, 0.5743378];
    for (const [i, preset] of segmentationLossPresetNames.entries()) {
      const { components, weights } = lossOf({ preset }, 2);
      const total = tf.tidy(() => tf.mean(tf.sum(tf.mul(components(logits, labels), weights), 1)));
      expectClose(await total.data(), [expected[i]!], 1e-6);
    }
    const means = tf.mean(
      lossOf({ bce: { weight: 1, positiveWeight: 2 }, focal: { weight: 1, alpha: null } }, 2).components(
        logits,
        labels,
      ),
      0,
    );
    expectClose(await means.data(), [0.3657012, 1.1477678, 0.4207514], 1e-6);
  });

  it('stay finite with logits of ±100 and more, right and wrong, and with empty masks', async () => {
    for (const classes of [2, 3]) {
      const width = classes === 2 ? 1 : 3;
      const sides = [100, -100, -300, 300];
      const logits = tf.tensor4d(
        Array.from({ length: 3 * 16 * width }, (_, i) => sides[(i + Math.floor(i / 7)) % 4]!),
        [3, 4, 4, width],
      );
      // A mixed mask, an empty one, a full one.
      const labels = tf.tensor3d(
        Array.from({ length: 48 }, (_, i) => (i < 16 ? i % classes : i < 32 ? 0 : 1)),
        [3, 4, 4],
        'int32',
      );
      const { values, gradient } = await evaluated(everything, classes, logits, labels);
      expect([...values, ...gradient].filter((value) => !Number.isFinite(value))).toEqual([]);
      const right = tf.mul(tf.sub(tf.mul(tf.oneHot(labels, classes), 2), 1), 100) as tf.Tensor4D;
      const perfect = width === 1 ? tf.slice(right, [0, 0, 0, 1]) : right;
      const ideal = await evaluated(everything, classes, perfect, labels);
      expect([...ideal.values, ...ideal.gradient].filter((value) => !Number.isFinite(value))).toEqual([]);
      // All parts but boundary, which takes an image without edges for missed, are 0 where all is right. A class that
      // is not there is found to be so.
      const names = lossOf(everything, classes).names;
      const rest = [...ideal.values].filter((_, i) => names[i % names.length] !== 'boundary');
      expectClose(
        rest,
        rest.map(() => 0),
        1e-5,
        1,
      );
    }
  });

  it('leave no tensors behind', () => {
    const { logits, labels } = tensorsOf(fixtures.several);
    const { components } = lossOf(everything, 4);
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    tf.tidy(() => {
      tf.grad((x) => tf.sum(components(x as tf.Tensor4D, labels)))(logits);
    });
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });
});

describeOnBackends('gradients of segmentation losses', () => {
  it.each(Object.keys(recipes([])))('%s: what differences have', async (name) => {
    for (const fixture of [fixtures.binary, fixtures.several]) {
      const { logits, labels } = tensorsOf(fixture);
      const { components } = lossOf(recipes(fixture.classWeights)[name]!, fixture.classes);
      const weights = fixture.shape[0] === 3 ? [1, 0.5, 2] : [1, 0.5];
      const total = (x: tf.Tensor) =>
        tf.sum(tf.mul(components(x as tf.Tensor4D, labels).as1D(), weights)).asScalar();
      const direction = tf.tensor4d(
        fixture.logits.map((_, i) => Math.sin(1 + 2.3 * i)),
        fixture.shape,
      );
      const slope = tf.sum(tf.mul(tf.grad(total)(logits), direction));
      const at = (distance: number) => total(tf.add(logits, tf.mul(direction, distance)));
      const difference = tf.div(tf.sub(at(1e-3), at(-1e-3)), 2e-3);
      expectClose(await slope.data(), await difference.data(), 1e-3, 0.3);
    }
  });
}, ['cpu']);

describe('the parts of a segmentation loss', () => {
  it('are those with a weight, and the weights add up to 1 unless they are to stay', () => {
    expect(lossOf({}, 2)).toMatchObject({ names: ['dice', 'bce'], weights: [0.7, 0.3] });
    const parts: Input = {
      dice: { weight: 1 },
      bce: { weight: 0 },
      focal: { weight: 1 },
      lovasz: { weight: 2 },
    };
    expect(lossOf(parts, 2)).toMatchObject({
      names: ['dice', 'focal', 'lovasz'],
      weights: [0.25, 0.25, 0.5],
    });
    expect(lossOf({ ...parts, normalizeWeights: false }, 2).weights).toEqual([1, 1, 2]);
    expect(lossOf({}, 3).names).toEqual(['dice', 'crossEntropy']);
    expect(lossOf({ preset: 'jaccard_based', boundary: { weight: 1 } }, 2).names).toEqual(['jaccard', 'bce']);
  });

  it('must have a weight somewhere, and class weights for every class', () => {
    expect(() => lossOf(alone, 2)).toThrowError(/Every part of the loss has the weight 0/);
    expect(() => lossOf({ bce: { classWeights: [1, 2] } }, 3)).toThrowError(/3 classes.*lists 2 weights/);
  });
});
