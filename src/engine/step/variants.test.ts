/** Batches of several variants: each replays its own recording, and recordings are as many as variants and shapes. */
import { expect, it } from 'vitest';
import { trainingSchema } from '../../protocol/config';
import { createOptimizer } from '../optimizers/rules';
import { watchBuffers } from '../tfjs/livingBuffers.fixture';
import { describeOnBackends } from '../tfjs/testBackends';
import { createCompiledStep, type RecordingLimits } from './compiledStep';
import { createTrainable } from './createStep';
import { createEagerStep } from './eagerStep';
import { layOut } from './layout';
import { sessions } from './sessions.fixture';
import type { Step } from './step';

const training = trainingSchema.parse({ optimizer: { name: 'adamw' }, emaDecay: 0.9, gradientClipNorm: 1 });

/** `variant` and rows of each micro-batch. */
type Batches = readonly (readonly [variant: string, ...rows: number[]])[];

function start(variants: readonly string[], layers: number) {
  const { specs, graph } = sessions(variants, layers);
  const layout = layOut(specs, training);
  const trainable = createTrainable(layout, createOptimizer(training.optimizer), training);
  const values = new Float32Array(layout.length);
  for (const { offset, size } of layout.slots) {
    for (let i = 0; i < size; i++) values[offset + i] = Math.sin(1.7 * (offset + i)) / 2;
  }
  trainable.write({ values, ema: values });
  return { graph, trainable };
}

/** Runs step number `index`, from 1. @returns its sums and the gradient norm. */
async function take(step: Step, batches: Batches, index: number): Promise<Float32Array> {
  const record = step.run({
    batches: batches.map(([variant, ...rows]) => ({ rows: Int32Array.from(rows), variant })),
    learningRate: 0.05,
    lossWeights: [1 + index / 10],
    step: index,
    update: index,
    seed: 1,
    gradientAccumulationSteps: 3,
  });
  const values = Float32Array.from(await record.data());
  record.dispose();
  return values;
}

function compiled(variants: readonly string[], layers = 0, limits?: RecordingLimits) {
  const { graph, trainable } = start(variants, layers);
  const step = createCompiledStep(graph, trainable, limits);
  return {
    trainable,
    step,
    dispose() {
      step.dispose();
      trainable.dispose();
    },
  };
}

async function follow(
  how: 'eager' | 'compiled',
  variants: readonly string[],
  steps: readonly Batches[],
  limits?: RecordingLimits,
) {
  const { graph, trainable } = start(variants, 1);
  const step =
    how === 'eager' ? createEagerStep(graph, trainable) : createCompiledStep(graph, trainable, limits);
  const records: Float32Array[] = [];
  for (const [i, batches] of steps.entries()) records.push(await take(step, batches, i + 1));
  const arenas = await trainable.read();
  const kept = 'kept' in step ? (step as ReturnType<typeof createCompiledStep>).kept : null;
  step.dispose();
  trainable.dispose();
  return { records, arenas, recordings: kept?.recordings };
}

describeOnBackends('a step of variants', () => {
  it('replays for each variant its own graph, also where the batches are of one size', async () => {
    const steps: Batches[] = [
      [['a', 1, 2]],
      [['b', 1, 2]],
      [['a', 3, 4]],
      [['b', 3, 4]],
      [['b', 5, 6]],
      [['a', 1, 2]],
    ];
    const eager = await follow('eager', ['a', 'b'], steps);
    const replayed = await follow('compiled', ['a', 'b'], steps);
    expect(replayed.records).toEqual(eager.records);
    expect(replayed.arenas).toEqual(eager.arenas);
    expect(replayed.recordings).toBe(2);
    // The two are not the same in the first place.
    expect(eager.records[0]![1]).not.toBe(eager.records[1]![1]);
  });

  it('needs a recording for each variant and shape, not for their combinations in a step', async () => {
    const [a, b, short] = [
      ['a', 1, 2],
      ['b', 2, 3],
      ['a', 4],
    ] as const;
    const steps: Batches[] = [[a, b], [b, a], [a, a, b], [a], [short, b, a], [b, b], [a, b, short]];
    const eager = await follow('eager', ['a', 'b'], steps);
    const replayed = await follow('compiled', ['a', 'b'], steps);
    expect(replayed.records).toEqual(eager.records);
    expect(replayed.arenas).toEqual(eager.arenas);
    expect(replayed.recordings).toBe(3);
  });

  it('keeps a recording of each of many variants, which share the buffers of their intermediate results', async () => {
    const variants = Array.from({ length: 10 }, (_, i) => `session ${i}`);
    const { step, dispose } = compiled(variants, 2);
    const buffers = watchBuffers();
    let index = 0;
    const round = async () => {
      for (const variant of variants) await take(step, [[variant, 1, 2, 3, 4]], ++index);
    };
    await take(step, [['session 0', 1, 2, 3, 4]], ++index);
    const alone = step.kept.bytes;
    await round();
    expect(step.kept.recordings).toBe(10);
    // Each has uniforms and a head of its own.
    expect(step.kept.bytes).toBeLessThan(alone * 5);
    const [count, bytes] = [buffers.count(), buffers.bytes()];
    await round();
    expect([buffers.count(), buffers.bytes()]).toEqual([count, bytes]);
    buffers.end();
    dispose();
  });

  it('forgets the recording that was played longest ago when there is no more room, and keeps its bits', async () => {
    const steps = Array.from({ length: 6 }, (_, i): Batches => {
      const rows = Array.from({ length: 1 + (i % 3) }, (_, row) => row);
      return [
        ['a', ...rows],
        [i % 2 ? 'a' : 'b', 7],
      ];
    });
    const eager = await follow('eager', ['a', 'b'], steps);
    for (const limits of [
      { count: 2, bytes: 2 ** 28 },
      { count: 256, bytes: 0 },
    ]) {
      const replayed = await follow('compiled', ['a', 'b'], steps, limits);
      expect(replayed.records).toEqual(eager.records);
      expect(replayed.arenas).toEqual(eager.arenas);
      if (limits.count === 2) expect(replayed.recordings).toBe(2);
    }
  });

  it('gives every buffer back', async () => {
    const warm = compiled(['a', 'b'], 1);
    await take(warm.step, [['a', 1]], 1);
    warm.dispose();
    const buffers = watchBuffers();
    const { step, dispose } = compiled(['a', 'b'], 1, { count: 2, bytes: 0 });
    for (let i = 1; i < 5; i++)
      await take(
        step,
        [
          ['a', ...Array(i).keys()],
          ['b', 1],
        ],
        i,
      );
    dispose();
    // What TensorFlow.js keeps in its own pool for the next one.
    expect(buffers.bytes()).toBeLessThan(10_000);
    buffers.end();
  });
}, ['webgpu']);
