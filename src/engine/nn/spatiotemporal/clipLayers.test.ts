/** Convolutions, norms, activations and pools of clips against PyTorch, with their gradients. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectClose } from '../../golden/compare';
import { describeOnBackends } from '../../tfjs/testBackends';
import type { Pass } from '../conv';
import { channelsAfter, clipActivation } from './clipActivation';
import { clipNorm, clipNormParameters } from './clipNorm';
import { concatChannels, concatFrames, lastFrame, repeatFirstFrame, sliceFrames } from './clipParts';
import { clipPool, clipPools, pooledLength } from './clipPool';
import { type Conv3dLayer, conv3d, conv3dKernel, conv3dParameters, framesAfter, hannWindow } from './conv3d';
import golden from './fixtures/clipLayers.golden.json';
import { expectGolden, type GoldenCase, waveTensor } from './goldens.fixture';
import { clipActivations, clipNorms } from './names';

type Tensors = Record<string, tf.Tensor>;

const layers = z.object({
  kernel: z.tuple([z.number(), z.number(), z.number()]),
  time: z.enum(['causal', 'valid']),
  space: z.enum(['same', 'valid']),
  bias: z.boolean(),
  window: z.object({ power: z.number(), space: z.boolean(), time: z.boolean() }).nullable(),
  weightNorm: z.enum(['none', 'unit', 'gain']),
});

const pass = (parameters: Tensors, training = true): Pass => ({
  parameters,
  training,
  random: tf.tensor1d([0, 0], 'int32'),
  running: {},
});

describeOnBackends('a convolution of clips', () => {
  it.each(Object.entries(golden.convolutions))('is right: %s', async (_, wanted) => {
    const layer = layers.parse(wanted.options.layer);
    await expectGolden(wanted, ({ x, ...parameters }) =>
      conv3d(layer, 'layer', x as tf.Tensor5D, parameters),
    );
  });

  it('has kernels of the norm 1, or of their gain', async () => {
    const { inputs, options } = golden.convolutions.gain;
    const parameters = { 'layer.kernel': waveTensor(inputs['layer.kernel']) };
    const gain = waveTensor(inputs['layer.gain']);
    const norms = (weightNorm: 'unit' | 'gain') => {
      const layer = { ...layers.parse(options.layer), weightNorm };
      const kernel = conv3dKernel(layer, 'layer', { ...parameters, 'layer.gain': gain });
      return tf.sqrt(tf.sum(tf.square(kernel), [0, 1, 2, 3])).data();
    };
    expectClose(await norms('unit'), [1, 1, 1], 1e-6);
    expectClose(await norms('gain'), await tf.abs(gain).data(), 1e-6);
  });

  it('leaves a kernel of zeros without a norm alone, with finite gradients', async () => {
    const layer = layers.parse(golden.convolutions.unit.options.layer);
    const x = waveTensor(golden.convolutions.unit.inputs.x) as tf.Tensor5D;
    const gradient = tf.grad((kernel) =>
      tf.sum(conv3d({ ...layer, bias: false }, 'layer', x, { 'layer.kernel': kernel })),
    )(tf.zeros([2, 3, 3, 2, 3]));
    expect((await gradient.data()).every(Number.isFinite)).toBe(true);
  });
});

describe('the parameters of a convolution', () => {
  const layer: Conv3dLayer = {
    kernel: [3, 5, 7],
    time: 'valid',
    space: 'same',
    bias: true,
    window: null,
    weightNorm: 'gain',
  };

  it('are a kernel that decays, a gain and a bias', () => {
    const specs = conv3dParameters(layer, 'stem', 2, 4);
    expect(specs.map(({ name, shape, decay }) => ({ name, shape, decay }))).toEqual([
      { name: 'stem.kernel', shape: [3, 5, 7, 2, 4], decay: true },
      { name: 'stem.gain', shape: [4], decay: false },
      { name: 'stem.bias', shape: [4], decay: false },
    ]);
    const plain = conv3dParameters({ ...layer, bias: false, weightNorm: 'unit' }, 'stem', 2, 4);
    expect(plain.map(({ name }) => name)).toEqual(['stem.kernel']);
  });

  it('shorten clips by what the kernel needs, unless it is causal', () => {
    expect(framesAfter(layer, 12)).toBe(10);
    expect(framesAfter({ ...layer, time: 'causal' }, 12)).toBe(12);
  });
});

describe('a Hann window', () => {
  it('rises from 0 to 1 and falls to exactly 0', () => {
    expectClose(hannWindow(5, 1), [0, 0.5, 1, 0.5, 0], 1e-12);
    expectClose(hannWindow(5, 0.25), [0, 0.5 ** 0.25, 1, 0.5 ** 0.25, 0], 1e-12);
    expect(hannWindow(7, 0.25).at(-1)).toBe(0);
  });
});

describeOnBackends('a norm of clips', () => {
  it.each(Object.entries<GoldenCase>(golden.norms))('is right: %s', async (name, wanted) => {
    const evaluated = name === 'batch, evaluated';
    const norm = evaluated ? 'batch' : clipNorms.find((known) => known === name)!;
    const fresh = { 'layer.runningMean': tf.zeros([3]), 'layer.runningVariance': tf.ones([3]) };
    await expectGolden(
      wanted,
      ({ x, ...parameters }) =>
        clipNorm(norm, 'layer', x as tf.Tensor5D, pass({ ...fresh, ...parameters }, !evaluated)),
      // Gradients are differences of larger sums.
      2e-5,
    );
  });

  it('has parameters that leave a normal clip nearly as it is, and none where there is no norm', async () => {
    expect(clipNormParameters('none', 'n', 3)).toEqual([]);
    const x = tf.ones<tf.Rank.R5>([1, 1, 1, 1, 3]);
    expect(clipNorm('none', 'n', x, pass({}))).toBe(x);
    const specs = clipNormParameters('batch', 'n', 3);
    expect(specs.map(({ name, running = false }) => [name, running])).toEqual([
      ['n.gamma', false],
      ['n.beta', false],
      ['n.runningMean', true],
      ['n.runningVariance', true],
    ]);
  });

  it('keeps running statistics of a channel', async () => {
    const { inputs } = golden.norms.batch;
    const running: Tensors = {};
    const parameters = {
      'layer.gamma': tf.ones([3]),
      'layer.beta': tf.zeros([3]),
      'layer.runningMean': tf.zeros([3]),
      'layer.runningVariance': tf.ones([3]),
    };
    clipNorm('batch', 'layer', waveTensor(inputs.x) as tf.Tensor5D, { ...pass(parameters), running });
    expect(Object.keys(running)).toEqual(['layer.runningMean', 'layer.runningVariance']);
    const { runningMean, runningVariance } = golden.runningAfterBatch;
    expectClose(await running['layer.runningMean']!.data(), runningMean, 1e-5);
    expectClose(await running['layer.runningVariance']!.data(), runningVariance, 1e-5);
  });

  it('of responses has finite gradients where channels are silent', async () => {
    const gradient = tf.grad((x) =>
      tf.sum(
        clipNorm(
          'grn',
          'n',
          x as tf.Tensor5D,
          pass({ 'n.gamma': tf.fill([3], 0.1), 'n.beta': tf.zeros([3]) }),
        ),
      ),
    )(tf.zeros([1, 2, 2, 2, 3]));
    // The root's slope there is that of a norm of 1e-6.
    expectClose(await gradient.data(), new Array(24).fill(1), 2e-3);
  });
});

describeOnBackends('parts of clips', () => {
  const clip = () => tf.range(0, 24).reshape([2, 3, 1, 2, 2]) as tf.Tensor5D;

  it('are frames', async () => {
    expect(lastFrame(clip()).shape).toEqual([2, 1, 2, 2]);
    expect([...(await lastFrame(clip()).data())]).toEqual([8, 9, 10, 11, 20, 21, 22, 23]);
    expect(sliceFrames(clip(), 0, 2).shape).toEqual([2, 2, 1, 2, 2]);
    expect([...(await sliceFrames(clip(), 1, 1).data())]).toEqual([4, 5, 6, 7, 16, 17, 18, 19]);
    const [x, y] = [sliceFrames(clip(), 1, 2), sliceFrames(clip(), 0, 1)];
    expect([...(await concatFrames([x, y]).data())].slice(0, 12)).toEqual([
      4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
    ]);
    expect(repeatFirstFrame(clip(), 2).shape).toEqual([2, 5, 1, 2, 2]);
  });

  it('are channels', async () => {
    const joined = concatChannels([clip(), tf.neg(clip())]);
    expect(joined.shape).toEqual([2, 3, 1, 2, 4]);
    expect([...(await joined.data())].slice(4, 12)).toEqual([2, 3, -2, -3, 4, 5, -4, -5]);
  });
});

describeOnBackends('an activation', () => {
  it.each(clipActivations)('%s is right', async (activation) => {
    const wanted = golden.activations[activation];
    await expectGolden(wanted, ({ x }) => clipActivation(activation, x!), 2e-5);
    expect(channelsAfter(activation, 3)).toBe(wanted.shape.at(-1));
  });
});

describeOnBackends('a pool of clips', () => {
  it.each(Object.entries(golden.pools))('is right: %s', async (_, wanted) => {
    const options = wanted.options.pool;
    const pool = { ...options, kind: clipPools.find((kind) => kind === options.kind)! };
    await expectGolden(wanted, ({ x }) => clipPool(pool, x as tf.Tensor5D));
    const [, , height, width] = wanted.inputs.x.shape;
    expect([height, width].map((length) => pooledLength(pool, length!))).toEqual(wanted.shape.slice(2, 4));
  });
});
