/** Batch, group and instance norm against PyTorch and against the definition in float64. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { sizeOf } from '../../../formats/arrays';
import { expectClose } from '../../golden/compare';
import { goldenLayers } from '../../golden/load';
import { describeOnBackends } from '../../tfjs/testBackends';
import { batchMoments, batchNorm, foldBatchNorm, nextRunningMean, nextRunningVariance } from './batchNorm';
import { groupNorm, instanceNorm } from './groupNorm';

const golden = goldenLayers();
const wave = (length: number, phase: number) =>
  Array.from({ length }, (_, i) => Math.sin(i * 0.7 + phase) + 0.1 * Math.cos(i * 3.1));

type Layer = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => tf.Tensor;
const batch: Layer = (x, gamma, beta) =>
  batchNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, batchMoments(x));
const groups =
  (count: number): Layer =>
  (x, gamma, beta) =>
    groupNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, count);
const instance: Layer = (x, gamma, beta) => instanceNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D);

/** Output and gradients, float64; `key` names what shares its statistics. */
function reference(
  shape: number[],
  [x, gamma, beta, dy]: [number[], number[], number[], number[]],
  key: (sample: number, channel: number) => number,
) {
  const channels = gamma.length;
  const sampleSize = sizeOf(shape.slice(1));
  const members = new Map<number, number[]>();
  x.forEach((_, i) => {
    const k = key(Math.floor(i / sampleSize), i % channels);
    members.set(k, [...(members.get(k) ?? []), i]);
  });
  const [y, dx, dGamma, dBeta] = [x.slice(), x.slice(), gamma.map(() => 0), beta.map(() => 0)];
  for (const indices of members.values()) {
    const average = (value: (i: number) => number) =>
      indices.reduce((sum, i) => sum + value(i), 0) / indices.length;
    const mean = average((i) => x[i]!);
    const scale = 1 / Math.sqrt(average((i) => (x[i]! - mean) ** 2) + 1e-5);
    const hat = (i: number) => (x[i]! - mean) * scale;
    const g = (i: number) => gamma[i % channels]! * dy[i]!;
    const [meanG, meanGHat] = [average(g), average((i) => g(i) * hat(i))];
    for (const i of indices) {
      y[i] = hat(i) * gamma[i % channels]! + beta[i % channels]!;
      dx[i] = scale * (g(i) - meanG - hat(i) * meanGHat);
      dGamma[i % channels]! += dy[i]! * hat(i);
      dBeta[i % channels]! += dy[i]!;
    }
  }
  return { y, dx, dGamma, dBeta };
}

describeOnBackends('normalisation', () => {
  for (const [name, layer, key] of [
    ['batch_norm_train', batch, (_: number, channel: number) => channel],
    ['group_norm_2', groups(2), (sample: number, channel: number) => 2 * sample + Math.floor(channel / 2)],
  ] as const) {
    it(`follows PyTorch in ${name}, with the gradients of input, gain and shift`, async () => {
      const { x, gamma, beta, cotangent, out, dx } = golden[name];
      const inputs = [tf.tensor4d(x), tf.tensor1d(gamma), tf.tensor1d(beta)] as const;
      expectClose(await layer(...inputs).data(), out.flat(3), 1e-5, 1);
      const gradients = tf.grads((...t) => layer(...(t as [tf.Tensor, tf.Tensor, tf.Tensor])))(
        [...inputs],
        tf.tensor4d(cotangent),
      );
      expectClose(await gradients[0]!.data(), dx.flat(3), 1e-5, 1);
      const { dGamma, dBeta } = reference(inputs[0].shape, [x.flat(3), gamma, beta, cotangent.flat(3)], key);
      expectClose(await gradients[1]!.data(), dGamma, 1e-5, 1);
      expectClose(await gradients[2]!.data(), dBeta, 1e-5, 1);
    });
  }

  for (const [title, shape, layer, key] of [
    ['batch norm of many rows', [3, 13, 11, 5], batch, (_: number, c: number) => c],
    ['batch norm of a table', [37, 3], batch, (_: number, c: number) => c],
    // More rows than the kernels on WASM take at once.
    ['batch norm of thousands of rows', [2, 700, 8], batch, (_: number, c: number) => c],
    [
      'group norm of long samples',
      [2, 600, 8],
      groups(2),
      (s: number, c: number) => 2 * s + Math.floor(c / 4),
    ],
    [
      'group norm of volumes',
      [2, 3, 5, 4, 6],
      groups(3),
      (s: number, c: number) => 3 * s + Math.floor(c / 2),
    ],
    ['group norm of one group', [2, 7, 9, 4], groups(1), (s: number) => s],
    ['instance norm', [3, 17, 5], instance, (s: number, c: number) => 5 * s + c],
  ] as const) {
    it(`computes ${title} far from zero, and its gradients`, async () => {
      const size = sizeOf(shape);
      const channels = shape.at(-1)!;
      const x = wave(size, 0).map((v) => Math.fround(v + 30));
      const [gamma, beta, dy] = [
        wave(channels, 1).map((v) => v + 1.5),
        wave(channels, 2),
        wave(size, 3).map((v, i) => v * ((i % 7) - 2)),
      ];
      const expected = reference([...shape], [x, gamma, beta, dy], key);
      const inputs = [tf.tensor(x, [...shape]), tf.tensor1d(gamma), tf.tensor1d(beta)] as const;
      expectClose(await layer(...inputs).data(), expected.y, 2e-5, 1);
      const [dx, dGamma, dBeta] = tf.grads((...t) => layer(...(t as [tf.Tensor, tf.Tensor, tf.Tensor])))(
        [...inputs],
        tf.tensor(dy, [...shape]),
      );
      expectClose(await dx!.data(), expected.dx, 2e-5, 1);
      expectClose(await dGamma!.data(), expected.dGamma, 2e-5, 10);
      expectClose(await dBeta!.data(), expected.dBeta, 2e-5, 10);
    });
  }

  it('moves running moments towards the batch, with its unbiased variance', async () => {
    const rows = [
      [1, 4],
      [2, 0],
      [6, 2],
    ];
    const of = batchMoments(tf.tensor2d(rows));
    expectClose(await of.data(), [3, 2, 14 / 3, 8 / 3], 1e-6);
    const [mean, variance] = [tf.tensor1d([0, 1]), tf.tensor1d([1, 1])];
    expectClose(await nextRunningMean(mean, of).data(), [0.3, 1.1], 1e-6);
    expectClose(await nextRunningVariance(variance, of, rows.length).data(), [0.9 + 0.7, 0.9 + 0.4], 1e-6);
    expectClose(await mean.data(), [0, 1], 0);
    const { scale, shift } = foldBatchNorm(tf.tensor1d([2, 1]), tf.tensor1d([0, 1]), mean, variance, 0);
    expectClose(await tf.add(tf.mul(tf.tensor2d(rows), scale), shift).data(), [2, 4, 4, 0, 12, 2], 1e-6);
  });

  it('applies a ReLU, whose gradient is zero where it is closed', async () => {
    const [gamma, beta] = [wave(4, 1).map((v) => v + 1.5), wave(4, 2)];
    const [x, dy] = [wave(240, 0), wave(240, 3)];
    const key = (sample: number, c: number) => 2 * sample + Math.floor(c / 2);
    const inputs = [tf.tensor4d(x, [3, 4, 5, 4]), tf.tensor1d(gamma), tf.tensor1d(beta)] as const;
    const relu = (...[t, g, b]: tf.Tensor[]) =>
      groupNorm(t as tf.Tensor4D, g as tf.Tensor1D, b as tf.Tensor1D, 2, { activation: 'relu' });
    const z = reference([3, 4, 5, 4], [x, gamma, beta, dy], key).y;
    expectClose(
      await relu(...inputs).data(),
      z.map((v) => Math.max(0, v)),
      2e-5,
      1,
    );
    const dz = dy.map((v, i) => (z[i]! > 0 ? v : 0));
    const expected = reference([3, 4, 5, 4], [x, gamma, beta, dz], key);
    const [dx, dGamma, dBeta] = tf.grads(relu)([...inputs], tf.tensor4d(dy, [3, 4, 5, 4]));
    expectClose(await dx!.data(), expected.dx, 2e-5, 1);
    expectClose(await dGamma!.data(), expected.dGamma, 2e-5, 10);
    expectClose(await dBeta!.data(), expected.dBeta, 2e-5, 10);
  });

  it('refuses a second derivative, which its gradients do not have', () => {
    const x = tf.tensor2d(wave(12, 0), [4, 3]);
    const energy = (v: tf.Tensor) => tf.sum(tf.square(batch(v, tf.ones([3]), tf.zeros([3]))));
    const slope = (v: tf.Tensor) => tf.sum(tf.square(tf.grad(energy)(v)));
    expect(() => tf.grad(slope)(x)).toThrow('has no derivative');
  });

  it('leaves no tensors behind', () => {
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    tf.tidy(() => {
      const inputs = [tf.ones([2, 3, 4]), tf.ones([4]), tf.zeros([4])];
      tf.grads((...t) => groups(2)(...(t as [tf.Tensor, tf.Tensor, tf.Tensor])))(inputs);
    });
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });
});

it('refuses groups that do not divide the channels', () => {
  expect(() => groups(3)(tf.ones([2, 4]), tf.ones([4]), tf.zeros([4]))).toThrow('4 channels');
});
