/** Fused segmentation losses against the same formulas in TensorFlow.js' own operations and its gradients. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { expectClose } from '../../../engine/golden/compare';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { type SegmentationLosses, segmentationLosses } from './loss';

const wave = (length: number, phase: number) =>
  Array.from({ length }, (_, i) => 2 * Math.sin(i * 0.7 + phase) + 0.3 * Math.cos(i * 3.1));

/** Coefficients of no loss in particular, so that each of them counts. */
const overlaps = [
  {
    intersection: 1.5,
    denominator: { intersection: 0.25, predicted: 0.5, squared: 0.75, truth: 1.25 },
    smooth: 0.5,
    power: 1,
  },
  {
    intersection: 0.75,
    denominator: { intersection: 0, predicted: 1, squared: 0, truth: 0.5 },
    smooth: 1e-6,
    power: 0.7,
  },
];

function byOperations(
  logits: tf.Tensor4D,
  labels: tf.Tensor3D,
  { overlaps, pixelLosses }: SegmentationLosses,
): tf.Tensor {
  const [batch, height, width, count] = logits.shape;
  const classes = Math.max(2, count);
  const z = (count === 1 ? tf.concat([tf.zerosLike(logits), logits], 3) : logits).as3D(
    batch,
    height * width,
    classes,
  );
  const t = tf.cast(tf.oneHot(labels.as2D(batch, height * width), classes), 'float32');
  const p = tf.softmax(z);
  const [I, P, S, T] = [tf.mul(p, t), p, tf.square(p), t].map((x) =>
    tf.slice(tf.sum(x, 1), [0, 1], [batch, classes - 1]),
  );
  const ofOverlap = overlaps.map(({ intersection, denominator, smooth, power }) => {
    const below = tf.addN([
      tf.mul(I!, denominator.intersection),
      tf.mul(P!, denominator.predicted),
      tf.mul(S!, denominator.squared),
      tf.mul(T!, denominator.truth),
    ]);
    const fraction = tf.div(tf.add(tf.mul(I!, intersection), smooth), tf.add(below, smooth));
    return tf.mean(tf.pow(tf.sub(1, fraction), tf.scalar(power)), 1);
  });
  const ofPixels = pixelLosses.map(({ gamma, classWeights }) => {
    const hit = tf.sum(tf.mul(p, t), 2);
    const surprise = tf.neg(tf.sum(tf.mul(tf.logSoftmax(z), t), 2));
    const weights = tf.sum(tf.mul(t, classWeights), 2);
    return tf.mean(tf.mul(tf.mul(weights, tf.pow(tf.sub(1, hit), tf.scalar(gamma))), surprise), 1);
  });
  return tf.stack([...ofOverlap, ...ofPixels], 1);
}

/** Computed on the first backend that runs: on the others the many small operations take long to compile. */
const references = new Map<string, { values: ArrayLike<number>; gradient: ArrayLike<number> }>();

describeOnBackends('fused segmentation losses', () => {
  it.each([
    ['one logit, several workgroups a sample', [3, 30, 50, 1]],
    ['six logits, more sums than a workgroup adds at a time', [2, 9, 20, 6]],
    ['a single pixel', [2, 1, 1, 3]],
  ] as const)('are those of the operations they stand for: %s', async (_, [batch, height, width, count]) => {
    const pixels = batch * height * width;
    const classes = Math.max(2, count);
    const logits = tf.tensor4d(wave(pixels * count, count), [batch, height, width, count]);
    const labels = tf.tensor3d(
      Array.from({ length: pixels }, (_, i) => (i + Math.floor(i / 13)) % classes),
      [batch, height, width],
      'int32',
    );
    const classWeights = Array.from({ length: classes }, (_, c) => 1 + c / 3);
    const pixelLosses = [
      { gamma: 0, classWeights },
      { gamma: 1.5, classWeights: [...classWeights].reverse() },
    ];
    const weights = tf.tensor2d(wave(4 * batch, 2), [batch, 4]);
    for (const losses of [
      { overlaps, pixelLosses },
      { overlaps: [], pixelLosses },
      { overlaps, pixelLosses: [] },
    ]) {
      const columns = losses.overlaps.length + losses.pixelLosses.length;
      const dy = tf.slice(weights, [0, 0], [batch, columns]);
      const run = async (operation: typeof byOperations) => {
        const total = (z: tf.Tensor) => tf.sum(tf.mul(operation(z as tf.Tensor4D, labels, losses), dy));
        const gradient = tf.grad(total)(logits);
        return { values: await operation(logits, labels, losses).data(), gradient: await gradient.data() };
      };
      const key = `${count} ${columns} ${losses.overlaps.length}`;
      const expected = references.get(key) ?? (await run(byOperations));
      references.set(key, expected);
      const actual = await run(segmentationLosses);
      expectClose(actual.values, expected.values, 2e-5, 0.1);
      expectClose(actual.gradient, expected.gradient, 1e-4, 1e-2 / Math.sqrt(pixels));
    }
  });

  it('give the same bits twice, and leave no tensors behind', async () => {
    const logits = tf.tensor4d(wave(3000, 1), [2, 30, 50, 1]);
    const labels = tf.tensor3d(
      wave(3000, 2).map((v) => (v > 0 ? 1 : 0)),
      [2, 30, 50],
      'int32',
    );
    const losses = { overlaps, pixelLosses: [{ gamma: 2, classWeights: [0.75, 0.25] }] };
    const gradient = tf.grad((z) => tf.sum(segmentationLosses(z as tf.Tensor4D, labels, losses)));
    const once = gradient(logits);
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    const again = gradient(logits);
    expect(await again.data()).toEqual(await once.data());
    again.dispose();
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });
});
