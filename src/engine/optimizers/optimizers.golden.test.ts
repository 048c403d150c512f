/** Every optimizer, with and without clipping and with EMA, against PyTorch over 25 given gradients. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { optimizerSchema } from '../../protocol/optimizerConfig';
import { expectClose } from '../golden/compare';
import { goldenCase, goldenOptimizers } from '../golden/load';
import { zeros } from '../nn/initializers';
import { createTrainable } from '../step/createStep';
import { layOut } from '../step/layout';
import { describeOnBackends } from '../tfjs/testBackends';
import { createOptimizer } from './rules';

const golden = goldenOptimizers();

/** The case's name in the file, and our optimizer. */
const table = {
  sgd: { name: 'sgd' },
  sgd_momentum: { name: 'sgd', momentum: 0.9 },
  sgd_nesterov: { name: 'sgd', momentum: 0.99, nesterov: true },
  adam: { name: 'adam' },
  adam_l2: { name: 'adam' },
  adamw: { name: 'adamw' },
  adamw_amsgrad: { name: 'adamw', amsgrad: true },
  rmsprop: { name: 'rmsprop', momentum: 0.9 },
  adagrad: { name: 'adagrad' },
};

describeOnBackends('optimizers', () => {
  for (const [caseName, config] of Object.entries(table)) {
    for (const suffix of ['', '_clip2']) {
      it(`${caseName}${suffix} follows PyTorch over every step`, async () => {
        const {
          settings,
          clip_norm,
          params,
          'ema_0.99': averages,
          grad_norms,
        } = goldenCase(golden.cases, caseName + suffix);
        const weightDecay = Number(settings.weight_decay ?? (caseName.startsWith('adamw') ? 1e-2 : 0));
        const layout = layOut([{ name: 'p', shape: [7], initializer: zeros, decay: true }], {
          weightDecay,
          weightDecayOn: 'all',
          parameterGroups: [],
        });
        const trainable = createTrainable(layout, createOptimizer(optimizerSchema.parse(config)), {
          gradientClipNorm: clip_norm,
          gradientClipValue: null,
          emaDecay: 0.99,
          emaWarmup: false,
        });
        const start = new Float32Array(layout.length);
        start.set(golden.p0);
        trainable.write({ values: start, ema: start });
        for (const [i, values] of golden.grads.entries()) {
          const gradient = tf.tensor1d(values);
          trainable.setInputs(Number(settings.lr), i + 1, 1);
          trainable.accumulate(new Map([['p', gradient]]));
          const norm = trainable.update();
          if (clip_norm !== null) expectClose(await norm.data(), [grad_norms[i]!], 1e-5);
          tf.dispose([gradient, norm]);
          const arenas = await trainable.read();
          expectClose(arenas.values!.subarray(0, 7), params[i]!, 1e-5, 0.1);
          expectClose(arenas.ema!.subarray(0, 7), averages[i]!, 1e-5, 0.1);
        }
        trainable.dispose();
      });
    }
  }

  it('divides the sum of micro-batches by their number', async () => {
    const layout = layOut([{ name: 'p', shape: [2], initializer: zeros, decay: true }], {
      weightDecay: 0,
      weightDecayOn: 'all',
      parameterGroups: [],
    });
    const trainable = createTrainable(layout, createOptimizer(optimizerSchema.parse({ name: 'sgd' })), {
      gradientClipNorm: null,
      gradientClipValue: null,
      emaDecay: null,
      emaWarmup: false,
    });
    trainable.setInputs(1, 1, 3);
    for (const values of [
      [1, 2],
      [2, -4],
      [6, 8],
    ]) {
      const gradient = tf.tensor1d(values);
      trainable.accumulate(new Map([['p', gradient]]));
      gradient.dispose();
    }
    trainable.update().dispose();
    expectClose((await trainable.read()).values!.subarray(0, 2), [-3, -2], 1e-6);
    trainable.dispose();
  });

  it('leaves everything as it was when a gradient is not finite', async () => {
    const layout = layOut([{ name: 'p', shape: [3], initializer: zeros, decay: true }], {
      weightDecay: 0.1,
      weightDecayOn: 'all',
      parameterGroups: [],
    });
    const trainable = createTrainable(layout, createOptimizer(optimizerSchema.parse({ name: 'adamw' })), {
      gradientClipNorm: 1,
      gradientClipValue: null,
      emaDecay: 0.9,
      emaWarmup: false,
    });
    const start = new Float32Array(layout.length).fill(2);
    trainable.write({ values: start, ema: start });
    const before = await trainable.read();
    trainable.setInputs(0.1, 1, 1);
    const gradient = tf.tensor1d([1, Number.NaN, 1]);
    trainable.accumulate(new Map([['p', gradient]]));
    const norm = trainable.update();
    expect(Number.isFinite((await norm.data())[0])).toBe(false);
    expect(await trainable.read()).toEqual(before);
    tf.dispose([gradient, norm]);
    trainable.dispose();
  });

  it('lets the average follow fast at first where its decay warms up', async () => {
    const layout = layOut([{ name: 'p', shape: [1], initializer: zeros, decay: false }], {
      weightDecay: 0,
      weightDecayOn: 'kernels',
      parameterGroups: [],
    });
    const trainable = createTrainable(layout, createOptimizer(optimizerSchema.parse({ name: 'sgd' })), {
      gradientClipNorm: null,
      gradientClipValue: null,
      emaDecay: 0.25,
      emaWarmup: true,
    });
    // Steps of −1, whose average takes (1 + t) / (10 + t) of itself: 1/10, 2/11, 3/12, and no more than 1/4 from there on.
    // Moments that began anew in between are no matter of the average.
    let expected = 0;
    const gradient = tf.tensor1d([1]);
    for (const [t, decay] of [1 / 10, 2 / 11, 1 / 4, 1 / 4].entries()) {
      trainable.setInputs(1, t < 1 ? t + 1 : t, 1, t + 1);
      trainable.accumulate(new Map([['p', gradient]]));
      trainable.update().dispose();
      expected = decay * expected + (1 - decay) * -(t + 1);
      const { ema } = await trainable.read();
      expectClose(ema!.subarray(0, 1), [expected], 1e-6);
    }
    gradient.dispose();
    trainable.dispose();
  });

  it('scales rates by group, does not touch frozen parameters, and frees every tensor', async () => {
    const before = tf.memory().numTensors;
    const specs = ['a.kernel', 'a.bias', 'b.kernel'].map((name) => ({
      name,
      shape: [1],
      initializer: zeros,
      decay: name.endsWith('kernel'),
    }));
    const group = { learningRateScale: 1, weightDecay: null, proximalL1: 0, frozen: false, optional: false };
    const layout = layOut(specs, {
      weightDecay: 0.5,
      weightDecayOn: 'kernels',
      parameterGroups: [
        { ...group, pattern: 'a.*', learningRateScale: 0.1 },
        { ...group, pattern: 'b.*', frozen: true },
      ],
    });
    const trainable = createTrainable(layout, createOptimizer(optimizerSchema.parse({ name: 'sgd' })), {
      gradientClipNorm: null,
      gradientClipValue: 1,
      emaDecay: null,
      emaWarmup: false,
    });
    trainable.write({ values: new Float32Array(layout.length).fill(1) });
    trainable.setInputs(1, 1, 1);
    const gradient = tf.tensor1d([5]);
    trainable.accumulate(new Map(specs.map(({ name }) => [name, gradient])));
    tf.dispose([gradient, trainable.update()]);
    const { values } = await trainable.read();
    const at = (i: number) => values![layout.slots[i]!.offset];
    // Clipped to 1; kernels also decay by 0.5.
    expectClose([at(0)!, at(1)!, at(2)!], [1 - 0.1 * 1.5, 1 - 0.1, 1], 1e-6);
    trainable.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  // On WebGPU small arenas find the norm inside of the update, larger ones with one and with several partial sums a thread.
  it.each([300, 4096, 4097, 20_000, 300_000])('clips %i parameters by the norm of them all', async (size) => {
    const layout = layOut([{ name: 'p', shape: [size], initializer: zeros, decay: false }], {
      weightDecay: 0,
      weightDecayOn: 'kernels',
      parameterGroups: [],
    });
    const trainable = createTrainable(layout, createOptimizer(optimizerSchema.parse({ name: 'sgd' })), {
      gradientClipNorm: 2,
      gradientClipValue: null,
      emaDecay: null,
      emaWarmup: false,
    });
    trainable.write({ values: new Float32Array(layout.length) });
    trainable.setInputs(1, 1, 1);
    const g = Float32Array.from({ length: size }, (_, i) => Math.sin(i) + (i % 7) / 3);
    const norm = Math.sqrt(g.reduce((sum, value) => sum + value * value, 0));
    const gradient = tf.tensor1d(g);
    trainable.accumulate(new Map([['p', gradient]]));
    const found = trainable.update();
    expectClose(await found.data(), [norm], 1e-5);
    const { values } = await trainable.read();
    expectClose(
      values!.subarray(0, size),
      g.map((value) => (-value * 2) / norm),
      1e-5,
      0.001,
    );
    tf.dispose([gradient, found]);
    trainable.dispose();
  });

  it('shrinks parameters to exact zeros by the proximal L1 step, after the update', async () => {
    const layout = layOut([{ name: 'p', shape: [4], initializer: zeros, decay: true }], {
      weightDecay: 0,
      weightDecayOn: 'all',
      parameterGroups: [
        {
          pattern: '*',
          learningRateScale: 0.5,
          weightDecay: null,
          proximalL1: 2,
          frozen: false,
          optional: false,
        },
      ],
    });
    const trainable = createTrainable(layout, createOptimizer(optimizerSchema.parse({ name: 'sgd' })), {
      gradientClipNorm: null,
      gradientClipValue: null,
      emaDecay: null,
      emaWarmup: false,
    });
    const start = new Float32Array(layout.length);
    start.set([1, -1, 0.05, 0.3]);
    trainable.write({ values: start });
    trainable.setInputs(0.1, 1, 1);
    const gradient = tf.tensor1d([1, -2, 0, 5]);
    trainable.accumulate(new Map([['p', gradient]]));
    tf.dispose([gradient, trainable.update()]);
    // Rate 0.05: p − 0.05 g, then 0.05 · 2 towards zero.
    const { values } = await trainable.read();
    expectClose(values!.subarray(0, 4), [0.85, -0.8, 0, 0], 1e-6);
    expect(Array.from(values!.subarray(2, 4), Math.abs)).toEqual([0, 0]);
    trainable.dispose();
  });
});
