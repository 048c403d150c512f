/** The image layers together: a small U-Net learns on every backend, and learns the same twice. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { conv2dBiasActivation } from '../../../engine/kernels/conv/conv2d';
import { convTranspose2d } from '../../../engine/kernels/conv/transpose';
import { groupNorm } from '../../../engine/kernels/norm/groupNorm';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import '../../../engine/kernels/images/pooling';
import { upsample } from '../../../engine/kernels/images/upsample';
import { segmentationLosses } from './loss';

const wave = (length: number, phase: number) =>
  Array.from({ length }, (_, i) => Math.sin(i * 1.7 + phase) * Math.cos(i * 0.37));

const shapes = [[3, 3, 1, 4], [4], [3, 3, 4, 8], [8], [8], [8], [2, 2, 4, 8], [4], [3, 3, 16, 1], [1]];

/** Discs to be found in noise: images and masks [2, 12, 10, 1]. */
const masks = Array.from({ length: 240 }, (_, i) => {
  const [y, x] = [Math.floor(i / 10) % 12, i % 10];
  return (y - 5) ** 2 + (x - (i < 120 ? 3 : 6)) ** 2 < 9 ? 1 : 0;
});
const images = masks.map((inside, i) => inside + 0.3 * wave(240, 0)[i]!);

const diceAndCrossEntropy = {
  overlaps: [
    {
      intersection: 2,
      denominator: { intersection: 0, predicted: 1, squared: 0, truth: 1 },
      smooth: 1,
      power: 1,
    },
  ],
  pixelLosses: [{ gamma: 0, classWeights: [1, 1] }],
};

function loss(...parameters: tf.Tensor[]): tf.Scalar {
  const [k1, b1, k2, b2, gamma, beta, k3, b3, k4, b4] = parameters as unknown as [
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor1D,
    tf.Tensor1D,
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor4D,
    tf.Tensor1D,
  ];
  const x = tf.tensor4d(images, [2, 12, 10, 1]);
  const fine = conv2dBiasActivation(x, k1, b1, { padding: 1, activation: 'relu' });
  const pooled = tf.maxPool(fine, 2, 2, 'valid');
  const coarse = groupNorm(conv2dBiasActivation(pooled, k2, b2, { padding: 'same' }), gamma, beta, 2);
  const up = convTranspose2d(tf.relu(coarse), k3, b3, { stride: 2 });
  const smooth = upsample(coarse, 2, 'bilinear');
  const logits = conv2dBiasActivation(tf.concat([fine, up, smooth], 3), k4, b4, { padding: 1 });
  const labels = tf.tensor3d(masks, [2, 12, 10], 'int32');
  return tf.sum(tf.mean(segmentationLosses(logits, labels, diceAndCrossEntropy), 0)).asScalar();
}

async function train(steps: number): Promise<{ losses: number[]; parameters: number[] }> {
  let parameters = shapes.map((shape, i) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return tf.tensor(
      wave(size, i).map((v) => 0.3 * v + (i === 4 ? 1 : 0)),
      shape,
    );
  });
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { value, grads } = tf.valueAndGrads(loss)(parameters);
    losses.push((await value.data())[0]!);
    parameters = parameters.map((parameter, i) => tf.sub(parameter, tf.mul(0.3, grads[i]!)));
  }
  const values = await Promise.all(parameters.map((parameter) => parameter.data()));
  return { losses, parameters: values.flatMap((part) => Array.from(part)) };
}

/** Losses of the first backend that ran, which the others must follow. */
let first: number[] | null = null;

describeOnBackends('a small U-Net', () => {
  it('learns the masks, in the same bits twice, and as on the other backends', async () => {
    const once = await train(12);
    expect(once.losses.at(-1)!).toBeLessThan(0.6 * once.losses[0]!);
    expect(await train(12)).toEqual(once);
    first ??= once.losses;
    once.losses.forEach((value, step) => {
      expect(Math.abs(value - first![step]!)).toBeLessThan(1e-4);
    });
  });

  it('has the gradient that differences have', async () => {
    const parameters = shapes.map((shape, i) => {
      const size = shape.reduce((product, length) => product * length, 1);
      return tf.tensor(wave(size, i), shape);
    });
    const direction = parameters.map((parameter, i) => tf.tensor(wave(parameter.size, 3 * i + 1), shapes[i]));
    const { grads } = tf.valueAndGrads(loss)(parameters);
    const slopes = grads.map((gradient, i) => tf.sum(tf.mul(gradient, direction[i]!)));
    const slope = (await tf.addN(slopes).data())[0]!;
    const at = async (distance: number) => {
      const moved = parameters.map((parameter, i) => tf.add(parameter, tf.mul(distance, direction[i]!)));
      return (await loss(...moved).data())[0]!;
    };
    const difference = ((await at(1e-3)) - (await at(-1e-3))) / 2e-3;
    expect(Math.abs(slope - difference)).toBeLessThan(2e-2 * Math.abs(difference));
  });
});
