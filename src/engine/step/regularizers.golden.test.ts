/**
 * Steps with regularizers against PyTorch: penalties in the gradient once a step, clip, update, proximal steps, over
 * sessions of which some are absent.
 */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { trainingSchema } from '../../protocol/config';
import { optimizerSchema } from '../../protocol/optimizerConfig';
import { regularizerSchema } from '../../protocol/regularizerConfig';
import { expectClose } from '../golden/compare';
import { zeros } from '../nn/initializers';
import { createOptimizer } from '../optimizers/rules';
import { strengthsAt } from '../regularizers/strength';
import { watchBuffers } from '../tfjs/livingBuffers.fixture';
import { describeOnBackends } from '../tfjs/testBackends';
import type { StepGraph } from '../workload';
import { createCompiledStep } from './compiledStep';
import { createTrainable } from './createStep';
import { createEagerStep } from './eagerStep';
import { layOut } from './layout';
import { penaltyLosses } from './penalties';

const numbers = z.array(z.number());
const { run, cases } = z
  .object({
    run: z.object({
      shapes: z.record(z.string(), numbers),
      batches: z.array(z.array(z.string())),
      stepsPerEpoch: z.number(),
      learningRate: z.number(),
      weightDecay: z.number(),
      gradientClipNorm: z.number(),
      regularizers: z.array(regularizerSchema),
      strengths: z.array(z.array(z.number().nullable())),
    }),
    cases: z.array(
      z.object({
        optimizer: optimizerSchema,
        steps: z.array(
          z.object({
            norm: z.number(),
            parameters: z.record(z.string(), numbers),
            losses: z.record(z.string(), z.number()),
          }),
        ),
      }),
    ),
  })
  .parse(
    JSON.parse(
      readFileSync(new URL('../regularizers/fixtures/regularizers.golden.json', import.meta.url), 'utf8'),
    ),
  );

const names = Object.keys(run.shapes);
const specs = names.map((name) => ({ name, shape: run.shapes[name]!, initializer: zeros, decay: true }));
const namesOf = (session: string) => names.filter((name) => name === 'core' || name.endsWith(`.${session}`));

/** 0.1·p² and a slope that depends on the row, of the parameters that a session has. */
const graph: StepGraph = {
  inputs: ({ rows, variant }) =>
    Object.fromEntries(
      namesOf(variant).map((name) => {
        const shape = run.shapes[name]!;
        const length = shape.reduce((size, axis) => size * axis, 1);
        const phase = 1 + 3 * rows[0]! + 7 * names.indexOf(name);
        return [name, { values: Float32Array.from({ length }, (_, i) => Math.sin(phase + i)), shape }];
      }),
    ),
  forward(parameters, inputs, { variant }) {
    const parts = namesOf(variant).map((name) => {
      const p = parameters[name]!;
      return tf.sum(tf.add(tf.mul(tf.square(p), 0.1), tf.mul(inputs[name]!, p)));
    });
    const loss = tf.addN(parts).asScalar();
    return { loss, sums: tf.stack([tf.scalar(1), loss]) as unknown as tf.Tensor1D };
  },
};

type Case = (typeof cases)[number];

/** @param idle size of one more parameter, which no session has: a large arena takes another path on WebGPU. */
async function follow(how: 'eager' | 'compiled', { optimizer }: Case, more: object = {}, idle = 1) {
  const { learningRate, weightDecay, gradientClipNorm, regularizers } = run;
  const training = trainingSchema.parse({
    optimizer,
    weightDecay,
    gradientClipNorm,
    regularizers,
    emaDecay: 0.9,
    ...more,
  });
  const layout = layOut([...specs, { ...specs[0]!, name: 'idle', shape: [idle] }], training);
  const trainable = createTrainable(layout, createOptimizer(training.optimizer), training);
  const values = new Float32Array(layout.length);
  for (const [k, { offset, size }] of layout.slots.entries()) {
    for (let i = 0; i < size; i++) values[offset + i] = Math.cos(i + k);
  }
  trainable.write({ values, ema: values });
  const step = how === 'eager' ? createEagerStep(graph, trainable) : createCompiledStep(graph, trainable);
  const steps = [];
  for (const [i, batches] of run.batches.entries()) {
    const strengths = strengthsAt(training.regularizers, Math.floor(i / run.stepsPerEpoch));
    const record = step.run({
      batches: batches.map((variant, row) => ({ rows: Int32Array.of(i + row), variant })),
      learningRate,
      lossWeights: [1],
      step: i + 1,
      update: i + 1,
      seed: 1,
      gradientAccumulationSteps: 3,
      strengths,
    });
    const [, loss, norm] = await record.data();
    record.dispose();
    const arenas = await trainable.read();
    const parameters = Object.fromEntries(
      layout.slots.map(({ name, offset, size }) => [
        name,
        Array.from(arenas.values!.subarray(offset, offset + size)),
      ]),
    );
    steps.push({ loss, norm: norm!, parameters, losses: await penaltyLosses(trainable, strengths), arenas });
  }
  step.dispose();
  trainable.dispose();
  return steps;
}

it('λ follows the schedules of the specification, its boundaries among them', () => {
  const found = run.strengths.map((_, epoch) => strengthsAt(run.regularizers, epoch));
  for (const [epoch, expected] of run.strengths.entries()) {
    expect(found[epoch]!.map((strength) => strength === null)).toEqual(expected.map((one) => one === null));
    expectClose(found[epoch]!.map(Number), expected.map(Number), 1e-12);
  }
});

describeOnBackends('steps with regularizers', (name) => {
  const sized = cases.flatMap((golden) => [1, 5000].map((idle) => ({ ...golden, idle })));

  it.each(sized)('of $optimizer go where PyTorch goes, beside $idle idle values', async (golden) => {
    const steps = await follow(name === 'webgpu' ? 'compiled' : 'eager', golden, {}, golden.idle);
    for (const [i, expected] of golden.steps.entries()) {
      const { norm, parameters, losses } = steps[i]!;
      expectClose([norm], [expected.norm], 1e-5);
      for (const parameter of names)
        expectClose(parameters[parameter]!, expected.parameters[parameter]!, 2e-5, 0.1);
      for (const [k, { name: regularizer }] of run.regularizers.entries()) {
        const loss = expected.losses[regularizer];
        if (loss === undefined) expect(losses[k]).toBeNaN();
        else expectClose([losses[k]!], [loss], 2e-5);
      }
    }
  });

  it('are the same in every bit when they are replayed', async () => {
    if (name !== 'webgpu') return;
    const buffers = watchBuffers();
    for (const golden of sized) {
      const eager = await follow('eager', golden, {}, golden.idle);
      expect(await follow('compiled', golden, {}, golden.idle)).toEqual(eager);
    }
    expect(buffers.bytes()).toBeLessThan(100_000);
    buffers.end();
  });

  it('are those without regularizers where none is given, and where all of them rest', async () => {
    const plain = await follow('eager', cases[0]!, { regularizers: [] });
    const resting = run.regularizers.map((regularizer) => ({
      ...regularizer,
      applyTo: ['core'],
      type: regularizer.type === 'l1' ? 'ortho' : 'proximalClamp',
      schedule: { name: 'warmup' as const, startEpoch: 99 },
    }));
    const rested = await follow('eager', cases[0]!, { regularizers: resting });
    expect(rested.map(({ arenas }) => arenas)).toEqual(plain.map(({ arenas }) => arenas));
  });
});
