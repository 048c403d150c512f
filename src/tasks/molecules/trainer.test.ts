/** Molecules through the trainer: resuming is exact, replay equals eager, accumulation equals a larger batch, nothing leaks. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../engine/checkpoints/encode';
import { expectClose } from '../../engine/golden/compare';
import { runToEnd } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { arraysOf, madeUp } from './batches.fixture';

/** 34 molecules of 1 to 9 atoms: 29 to train on, in 8 steps of 4 an epoch, the last of 1. */
const arrays = arraysOf(Array.from({ length: 34 }, (_, i) => madeUp(i + 1, 1 + (i % 9), 5 + (i % 13))));

const base = {
  task: 'molecules',
  model: { features: 8, numBasisFunctions: 6, nDcm: 2 },
  loss: { dipoleWeight: 0.1, weighting: 'magnitude' },
  training: {
    epochs: 100,
    batchSize: 4,
    emaDecay: 0.9,
    logEveryNSteps: 3,
    learningRate: 0.01,
    schedule: { name: 'cosine', unit: 'step', length: 40, warmup: 4 },
  },
};

const withSteps = (maxSteps: number, training: object = {}) => ({
  ...base,
  training: { ...base.training, ...training, maxSteps },
});

describeOnBackends('training on molecules', (name, backend) => {
  it('20 + 20 steps equal 40 in every bit', async () => {
    const whole = await runToEnd({ config: withSteps(40), arrays, backend: backend() });
    const half = await runToEnd({ config: withSteps(20), arrays, backend: backend() });
    expect(half.latest.state).toMatchObject({ step: 20, epoch: 2, stepInEpoch: 4 });
    const resume = decodeCheckpoint(encodeCheckpoint(half.latest));
    const rest = await runToEnd({ config: withSteps(40), arrays, backend: backend(), resume });
    expect(rest.latest.tensors).toEqual(whole.latest.tensors);
    expect([...half.points, ...rest.points].map(({ loss }) => loss)).toEqual(
      whole.points.map(({ loss }) => loss),
    );
    expect(rest.epochs.at(-1)?.validation).toEqual(whole.epochs.at(-1)?.validation);
  });

  it.skipIf(name !== 'webgpu')('replays to the bits of the eager step, of every padded size', async () => {
    const replayed = await runToEnd({ config: withSteps(30), arrays, backend: backend() });
    const eager = await runToEnd({ config: withSteps(30), arrays, backend: backend(), compile: false });
    expect(replayed.events.filter(({ type }) => type === 'warning')).toEqual(
      eager.events.filter(({ type }) => type === 'warning'),
    );
    expect(replayed.latest.tensors).toEqual(eager.latest.tensors);
  });

  it('learns the potential of a molecule', async () => {
    const one = arraysOf(Array.from({ length: 8 }, () => madeUp(3, 5, 40)));
    const config = withSteps(80, { schedule: { name: 'cosine', unit: 'step', length: 80 } });
    const { points } = await runToEnd({ config, arrays: one, backend: backend() });
    expect(points.at(-1)!.loss).toBeLessThan(0.1 * points[0]!.loss);
  });

  it('takes two batches of two as it takes one of four, and any batch size', async () => {
    const plain = { optimizer: { name: 'sgd' }, gradientClipNorm: null, shuffle: false, learningRate: 1e-4 };
    const one = await runToEnd({ config: withSteps(3, plain), arrays, backend: backend() });
    const two = await runToEnd({
      config: withSteps(3, { ...plain, batchSize: 2, gradientAccumulationSteps: 2 }),
      arrays,
      backend: backend(),
    });
    expectClose(
      two.points.map(({ loss }) => loss),
      one.points.map(({ loss }) => loss),
      1e-5,
    );
    for (const [i, { data }] of one.latest.tensors.entries())
      expectClose(two.latest.tensors[i]!.data, data, 1e-4);
    for (const batchSize of [1, 3, 7, 64]) {
      const { finished } = await runToEnd({
        config: withSteps(3, { batchSize }),
        arrays,
        backend: backend(),
      });
      expect(finished?.step).toBe(3);
    }
  });

  it('keeps the number of tensors flat', async () => {
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    // Of one size, since what is recorded for another size stays.
    const alike = arraysOf(Array.from({ length: 16 }, () => madeUp(1, 3)));
    await runToEnd({
      config: { ...base, training: { ...base.training, epochs: 4 } },
      arrays: alike,
      backend: backend(),
      onEvent: ({ type }) => type === 'epoch' && counts.push(tf.memory().numTensors),
    });
    expect(counts.slice(1)).toEqual([counts[1], counts[1], counts[1]]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
