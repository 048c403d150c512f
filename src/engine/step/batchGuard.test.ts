/** Micro-batches whose loss or gradient is not finite are left out of their step, as if it did not have them. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { trainingSchema } from '../../protocol/config';
import { zeros } from '../nn/initializers';
import { createOptimizer } from '../optimizers/rules';
import { strengthsAt } from '../regularizers/strength';
import { describeOnBackends } from '../tfjs/testBackends';
import type { StepGraph } from '../workload';
import { createCompiledStep } from './compiledStep';
import { createTrainable } from './createStep';
import { createEagerStep } from './eagerStep';
import { layOut } from './layout';
import { sessions } from './sessions.fixture';

type Batches = readonly (readonly [variant: string, ...rows: number[]])[];

/** A row of this number has a NaN in its input. */
const BAD = 666;
/** Variants; `steep` has a finite loss whose gradient is not. */
const variants = ['a', 'b', 'steep'];

function poisoned(graph: StepGraph): StepGraph {
  return {
    inputs: (batch) => {
      const inputs = graph.inputs!(batch);
      const x = Float32Array.from(batch.rows, (row) => (row === BAD ? Number.NaN : Math.sin(row)));
      return { ...inputs, x: { values: x, shape: [x.length, 1] } };
    },
    forward(parameters, inputs, context) {
      const forward = graph.forward(parameters, inputs, context);
      const result = { ...forward, running: { 'running.mean': tf.mean(inputs.x!) } };
      if (context.variant !== 'steep') return result;
      // √0 has the derivative ∞, times 0.
      const corner = tf.sum(tf.sqrt(tf.mul(parameters['head.steep']!, 0)));
      return { ...result, loss: tf.add(result.loss, corner).asScalar() };
    },
  };
}

interface Setting {
  nonFinite?: 'skip' | 'stop';
  how?: 'eager' | 'compiled';
  maxima?: number;
  layers?: number;
  /** Variants that there are heads for. */
  heads?: string[];
  regularizers?: object[];
}

async function follow(
  steps: readonly Batches[],
  {
    nonFinite = 'skip',
    how = 'eager',
    maxima = 0,
    layers = 1,
    heads = variants,
    regularizers = [],
  }: Setting = {},
) {
  const training = trainingSchema.parse({
    optimizer: { name: 'adamw' },
    emaDecay: 0.9,
    nonFinite,
    regularizers,
  });
  const { specs, graph } = sessions(heads, layers);
  const mean = { name: 'running.mean', shape: [], initializer: zeros, decay: false, running: true };
  const layout = layOut([...specs, mean], training, new Set(['layer0']));
  const trainable = createTrainable(layout, createOptimizer(training.optimizer), training);
  const values = new Float32Array(layout.length);
  for (const { offset, size } of layout.slots) {
    for (let i = 0; i < size; i++) values[offset + i] = Math.sin(1.7 * (offset + i)) / 2;
  }
  trainable.write({ values, ema: values });
  const create = how === 'eager' ? createEagerStep : createCompiledStep;
  const step = create(poisoned(graph), trainable);
  const records: number[][] = [];
  for (const [i, batches] of steps.entries()) {
    const record = step.run({
      batches: batches.map(([variant, ...rows]) => ({ rows: Int32Array.from(rows), variant })),
      learningRate: 0.05,
      lossWeights: [1],
      step: i + 1,
      update: i + 1,
      seed: 1,
      maxima,
      gradientAccumulationSteps: 3,
      strengths: strengthsAt(training.regularizers, 0),
    });
    records.push([...(await record.data())]);
    record.dispose();
  }
  const gradients = await trainable.gradients();
  const arenas = await trainable.read();
  const missed = trainable.missed();
  const slot = (name: string) => {
    const { offset, size } = layout.slots.find((one) => one.name === name)!;
    return Object.values(arenas).map((arena) => arena.slice(offset, offset + size));
  };
  step.dispose();
  trainable.dispose();
  return { records, arenas, gradients, missed, slot, values };
}

describeOnBackends('a step that leaves micro-batches out', (name) => {
  const ways = name === 'webgpu' ? (['eager', 'compiled'] as const) : (['eager'] as const);
  const [a, b, more] = [
    ['a', 1, 2],
    ['b', 3, 4],
    ['a', 5, 6],
  ] as const;
  const bad = ['b', 3, BAD] as const;

  it.each(ways)('is the step without those that are not finite, wherever they stand (%s)', async (how) => {
    const without = await follow([[a, more]], { how });
    for (const batches of [
      [bad, a, more],
      [a, bad, more],
      [a, more, bad],
      [a, ['steep', 1, 2], more],
    ] as const) {
      const left = await follow([batches], { how });
      const flags = batches.map(([variant, , row]) => (variant === 'steep' || row === BAD ? 0 : 1));
      expect(left.records[0]).toEqual([...without.records[0]!.slice(0, 3), ...flags]);
      expect(left.arenas).toEqual(without.arenas);
      expect(left.gradients).toEqual(without.gradients);
    }
  });

  it.each(ways)('changes no bit where every one is finite (%s)', async (how) => {
    const apart: Batches[] = [[a, b], [b, more, a], [a], [more, b]];
    const together: Batches[] = [
      [a, b],
      [b, a, more],
      [b, a],
    ];
    for (const [steps, heads] of [
      [apart, variants],
      // No slot is ever absent: what leaves nothing out has another form of the update then.
      [together, ['a', 'b']],
    ] as const) {
      const setting = { how, heads: [...heads] };
      const skipping = await follow(steps, setting);
      const stopping = await follow(steps, { ...setting, nonFinite: 'stop' });
      expect(skipping.arenas).toEqual(stopping.arenas);
      expect(skipping.missed).toEqual(stopping.missed);
      expect(skipping.records.map((record) => record.slice(0, 3))).toEqual(stopping.records);
    }
  });

  it.each(ways)(
    'changes nothing where none is finite, averages and frozen parameters among it (%s)',
    async (how) => {
      const { arenas, records, values } = await follow([[bad, ['steep', 1, 2]]], { how });
      expect(arenas.values).toEqual(values);
      expect(arenas.ema).toEqual(values);
      expect(records[0]).toEqual([0, 0, 0, 0, 0]);
    },
  );

  it.each(ways)(
    'leaves alone what only they have given a gradient, but counts the update (%s)',
    async (how) => {
      const { slot, missed } = await follow(
        [
          [a, b],
          [a, bad],
        ],
        { how },
      );
      const before = await follow([[a, b]], { how });
      expect(slot('head.b')).toEqual(before.slot('head.b'));
      expect(slot('head.a')).not.toEqual(before.slot('head.a'));
      expect(missed).toEqual({ 'head.steep': 2 });
    },
  );

  const regularizers = [
    { name: 'small', type: 'l2', lambda: 0.3, applyTo: ['head'] },
    { name: 'even', type: 'ortho', lambda: 0.2, applyTo: ['kernel'] },
    { name: 'bounded', type: 'proximalClamp', lambda: 0.4, applyTo: ['*'] },
  ];

  it.each(ways)('has penalties once, of what is left and takes part (%s)', async (how) => {
    const setting = { how, regularizers };
    const without = await follow([[a, more], [a]], setting);
    const left = await follow([[a, bad, more], [a]], setting);
    expect(left.records.map((record) => record.slice(0, 3))).toEqual(
      without.records.map((record) => record.slice(0, 3)),
    );
    expect(left.arenas.values).toEqual(without.arenas.values);
    const none = await follow([[bad, ['steep', 1, 2]]], setting);
    expect(none.arenas.values).toEqual(none.values);
    expect(none.records[0]).toEqual([0, 0, 0, 0, 0]);
    const steps: Batches[] = [[a, b], [b, more, a], [a], [more, b]];
    const skipping = await follow(steps, setting);
    const stopping = await follow(steps, { ...setting, nonFinite: 'stop' });
    expect(skipping.arenas).toEqual(stopping.arenas);
  });

  it.each(ways)('takes no part of them into largest values (%s)', async (how) => {
    const both = await follow([[a, bad, more]], { how, maxima: 1 });
    const [first, second] = [await follow([[a]], { how }), await follow([[more]], { how })];
    expect(both.records[0]![1]).toBe(Math.max(first.records[0]![1]!, second.records[0]![1]!));
  });

  it('has room for many', async () => {
    const many = Array.from({ length: 70 }, (_, i) => (i % 3 === 1 ? bad : (['a', i] as const)));
    const { records, arenas } = await follow([many]);
    const without = await follow([many.filter((one) => one !== bad)]);
    expect(records[0]!.slice(3)).toEqual(many.map((one) => (one === bad ? 0 : 1)));
    expect(arenas).toEqual(without.arenas);
  });

  it.each(ways)('leaves no tensor behind (%s)', async (how) => {
    await follow([[a, bad]], { how });
    const { numTensors } = tf.memory();
    await follow([[a, bad], [bad]], { how });
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('works on an arena whose norm takes several workgroups', async () => {
    const left = await follow([[a, bad, more]], { layers: 8 });
    const without = await follow([[a, more]], { layers: 8 });
    expect(left.arenas).toEqual(without.arenas);
  });

  if (name !== 'webgpu') return;
  it('replays what it computes eagerly', async () => {
    const steps: Batches[] = [[a, b], [bad, a], [bad], [b, a], [a, bad, more], [bad, bad], [b], [a, b, more]];
    for (const setting of [{}, { regularizers }]) {
      const eager = await follow(steps, setting);
      const compiled = await follow(steps, { ...setting, how: 'compiled' });
      expect(compiled.records).toEqual(eager.records);
      expect(compiled.arenas).toEqual(eager.arenas);
    }
  });
});
