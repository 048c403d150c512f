/** A task that measures the largest and the smallest value of an epoch beside its sums, through the trainer. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { parseConfigOf } from '../config/parseConfig';
import { runConfigSchema } from '../protocol/config';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoints/encode';
import { residentData } from './data/datasetReader';
import { zeros } from './nn/initializers';
import { collect, type TestResult } from './testRuns';
import { describeOnBackends } from './tfjs/testBackends';
import { train } from './trainer';
import { sumBatches } from './training/sumBatches';
import type { StepGraph, Task, Workload } from './workload';

/** All negative, so that an extreme that begins at 0 would show. */
const values = Float32Array.of(-5, -9, -3, -7, -4, -6, -8, -2.5);

const graph: StepGraph = {
  inputs: ({ rows }) => ({ x: Float32Array.from(rows, (row) => values[row]!) }),
  forward({ mean }, { x }) {
    const squares = tf.square(tf.sub(x!, mean!));
    const sums = [tf.scalar(squares.size), tf.sum(squares), tf.max(x!), tf.max(tf.neg(x!))];
    return { loss: tf.mean(squares).asScalar(), sums: tf.stack(sums) as unknown as tf.Tensor1D };
  },
};

/** Two steps an epoch, of two batches and of one; each epoch has other rows. */
function plan(epoch: number) {
  const batch = (...rows: number[]) => ({ rows: Int32Array.from(rows), variant: '' });
  const steps =
    epoch === 0 ? [[batch(0, 1), batch(2)], [batch(3, 4)]] : [[batch(0), batch(4, 5)], [batch(0, 6)]];
  return { steps: steps.length, step: (index: number) => steps[index]! };
}

async function prepare(): Promise<Workload> {
  const metrics = ([count = 0, loss = 0, max = 0, negated = 0]: Float64Array) => ({
    loss: loss / count,
    max,
    min: -negated,
  });
  return {
    parameters: [{ name: 'mean', shape: [], initializer: zeros, decay: false }],
    rows: Uint32Array.from(values, (_, row) => row),
    splits: { train: Uint32Array.of(0, 1), validation: Uint32Array.of(6, 7), test: new Uint32Array() },
    plan,
    sumNames: ['count', 'loss', 'max', 'negated'],
    maxima: 2,
    metricInfos: [{ name: 'loss', title: 'loss', better: 'min', of: 'both' }],
    metrics,
    fitted: {},
    remarks: [],
    load: async () => ({
      ...graph,
      async evaluate(parameters, rows, options) {
        const batches = Array.from(rows, (row) => ({ rows: Int32Array.of(row), variant: '' }));
        const counts = { sumCount: 4, maxima: 2 };
        return { metrics: metrics(await sumBatches(graph, parameters, batches, { ...options, ...counts })) };
      },
      dispose() {},
    }),
  };
}

const task: Task = { outline: prepare, prepare };

describeOnBackends('largest values beside the sums', (_, backend) => {
  const run = (maxSteps: number, resume?: TestResult['latest']) => {
    const { config } = parseConfigOf(runConfigSchema, {
      task: 'extremes',
      training: { epochs: 2, maxSteps },
    });
    const control = { request: 'run' as const };
    const data = residentData(new Map());
    const begun = resume ? { resume: decodeCheckpoint(encodeCheckpoint(resume)) } : {};
    return collect(train({ config, task, data, fingerprint: 'test', backend: backend(), control, ...begun }));
  };

  it('are taken over batches, steps and epochs, each epoch anew', async () => {
    const { epochs, events } = await run(4);
    expect(events.filter(({ type }) => type === 'warning')).toEqual([]);
    expect(epochs.map((row) => row.train)).toMatchObject([
      { max: -3, min: -9 },
      { max: -4, min: -8 },
    ]);
    expect(epochs[0]!.validation).toMatchObject({ max: -2.5, min: -8 });
  });

  it.each([1, 2, 3])('go on from a checkpoint after step %i', async (cut) => {
    const whole = await run(4);
    const half = await run(cut);
    expect(half.latest.state.sums.includes(null)).toBe(cut === 2);
    const rest = await run(4, half.latest);
    expect(rest.epochs.at(-1)!.train).toEqual(whole.epochs[1]!.train);
    if (cut === 1) expect(rest.epochs[0]!.train).toEqual(whole.epochs[0]!.train);
  });
});
