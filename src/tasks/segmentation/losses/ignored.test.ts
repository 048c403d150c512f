/** Pixels that count nowhere: every part of the loss is what it is of the others alone, and no gradient is theirs. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../../engine/golden/compare';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { IGNORED } from '../kernels/maskSums';
import { segmentationSums } from '../metrics/sums';
import { segmentationLossSchema } from './config';
import { segmentationLoss } from './loss';

const parts = ['dice', 'bce', 'focal', 'jaccard', 'tversky', 'focalTversky', 'lovasz'];
const configOf = (names: readonly string[]) =>
  segmentationLossSchema.parse({
    dice: { weight: 0 },
    bce: { weight: 0 },
    ...Object.fromEntries(names.map((name) => [name, { weight: 1 }])),
  });
const side = 10;

/** A square of pixels that count nowhere. */
const isIgnored = (pixel: number) =>
  pixel % side >= 3 && pixel % side < 7 && Math.floor(pixel / side) % 5 > 1;

function sample(classes: number) {
  const count = classes > 2 ? classes : 1;
  const pixels = side * side;
  const logits = Array.from({ length: pixels * count }, (_, i) => 3 * Math.sin(1.7 * i + 0.3));
  const truth = Array.from({ length: pixels }, (_, i) => Math.floor(i / 7) % classes);
  const labels = truth.map((label, pixel) => (isIgnored(pixel) ? IGNORED : label));
  const kept = labels.flatMap((label, pixel) => (label === IGNORED ? [] : [pixel]));
  return {
    count,
    kept,
    logits: tf.tensor4d(logits, [1, side, side, count]),
    labels: tf.tensor3d(labels, [1, side, side], 'int32'),
    keptLogits: tf.tensor4d(
      kept.flatMap((pixel) => logits.slice(pixel * count, (pixel + 1) * count)),
      [1, 1, kept.length, count],
    ),
    keptLabels: tf.tensor3d(
      kept.map((pixel) => labels[pixel]!),
      [1, 1, kept.length],
      'int32',
    ),
  };
}

describeOnBackends('pixels that count nowhere', () => {
  it.each([2, 4])('leave losses, gradients and metrics to the others, of %i classes', async (classes) => {
    const { count, kept, logits, labels, keptLogits, keptLabels } = sample(classes);
    const all = segmentationLoss(configOf(parts), classes, true);
    const alone = segmentationLoss(configOf(parts), classes);
    const weights = tf.tensor1d(all.names.map((_, index) => 1 + index / 5));
    const weighed = (loss: typeof all, z: tf.Tensor, y: tf.Tensor3D) =>
      tf.sum(tf.mul(loss.components(z as tf.Tensor4D, y), weights)) as tf.Scalar;
    const whole = tf.valueAndGrad((z: tf.Tensor) => weighed(all, z, labels))(logits);
    const part = tf.valueAndGrad((z: tf.Tensor) => weighed(alone, z, keptLabels))(keptLogits);
    expectClose(
      await all.components(logits, labels).data(),
      await alone.components(keptLogits, keptLabels).data(),
      1e-5,
    );
    const gradient = await whole.grad.data();
    const ofKept = kept.flatMap((pixel) => [...gradient.subarray(pixel * count, (pixel + 1) * count)]);
    expectClose(ofKept, await part.grad.data(), 1e-4);
    const ofIgnored = [...gradient].filter((_, i) => isIgnored(Math.floor(i / count)));
    expect(ofIgnored.every((value) => Math.abs(value) === 0)).toBe(true);
    const none = tf.zeros<tf.Rank.R2>([1, 1]);
    const loss = tf.zeros<tf.Rank.R1>([1]);
    expect(await segmentationSums(logits, labels, none, loss).data()).toEqual(
      await segmentationSums(keptLogits, keptLabels, none, loss).data(),
    );
  });

  it('have no gradient from the boundary, and a sample of nothing else has a loss', async () => {
    for (const classes of [2, 4]) {
      const { count, logits, labels } = sample(classes);
      const loss = segmentationLoss(configOf(['boundary']), classes, true);
      const grad = await tf
        .grad((z) => tf.sum(loss.components(z as tf.Tensor4D, labels)))(logits)
        .data();
      expect([...grad].every((value, i) => !isIgnored(Math.floor(i / count)) || Math.abs(value) === 0)).toBe(
        true,
      );
      const nothing = tf.fill<tf.Rank.R3>([1, side, side], IGNORED, 'int32');
      const everything = segmentationLoss(configOf([...parts, 'boundary']), classes, true);
      const values = await everything.components(logits, nothing).data();
      expect([...values].every(Number.isFinite)).toBe(true);
    }
  });
});
