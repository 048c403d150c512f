/** A run with `nonFinite: skip`: what was left out is counted by variant, and it goes on exactly. */
import { expect, it } from 'vitest';
import { parseConfigOf } from '../config/parseConfig';
import { runConfigSchema } from '../protocol/config';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoints/encode';
import { residentData } from './data/datasetReader';
import type { Batch, EpochPlan } from './data/epochPlan';
import { sessions } from './step/sessions.fixture';
import { collect, type TestResult } from './testRuns';
import { describeOnBackends } from './tfjs/testBackends';
import { train } from './trainer';
import { skippedAtEnd } from './training/ledger';
import { sumBatches } from './training/sumBatches';
import type { StepGraph, Task, Workload } from './workload';

const { specs, graph: finite } = sessions(['a', 'b'], 1);
/** A row of this number has a NaN in its input. */
const BAD = 666;
const graph: StepGraph = {
  ...finite,
  inputs: (batch) => {
    const x = Float32Array.from(batch.rows, (row) => (row === BAD ? Number.NaN : Math.sin(row)));
    return { rows: batch.rows, x: { values: x, shape: [x.length, 1] } };
  },
};

const batch = (variant: string, ...rows: number[]): Batch => ({ rows: Int32Array.from(rows), variant });

/** Of every epoch the second step has one bad micro-batch, and the third nothing else. */
function plan(epoch: number) {
  const epochSteps = [
    [batch('a', epoch, 1), batch('b', 2, 3)],
    [batch('b', BAD, 1), batch('a', 4, epoch)],
    [batch('b', BAD)],
    [batch('b', 3, 4), batch('a', epoch, 5)],
  ];
  return { steps: epochSteps.length, step: (index: number) => epochSteps[index]! };
}

/** Data that nothing can be learnt from, from a step on, 0 the first of an epoch. */
const spoiltFrom = (first: number) => (epoch: number) => {
  const whole = plan(epoch);
  const bad = [batch('b', BAD)];
  return { ...whole, step: (index: number) => (index < first ? [batch('a', epoch, 1)] : bad) };
};

const prepareWith = (plan: (epoch: number) => EpochPlan) => async (): Promise<Workload> => {
  return {
    parameters: specs.map((spec) => ({
      ...spec,
      initializer: (values, _, random) =>
        values.forEach((_, i) => {
          values[i] = random.normal() / 4;
        }),
    })),
    rows: Uint32Array.of(1, 2),
    splits: { train: Uint32Array.of(1, 2), validation: Uint32Array.of(3), test: new Uint32Array() },
    plan,
    sumNames: ['count', 'loss'],
    metricInfos: [{ name: 'loss', title: 'loss', better: 'min', of: 'both' }],
    metrics: ([count = 0, loss = 0]) => ({ loss: loss / count }),
    fitted: {},
    remarks: [],
    load: async () => ({
      ...graph,
      async evaluate(parameters, rows, { lossWeights }) {
        const sums = await sumBatches(graph, parameters, [batch('a', ...rows)], {
          lossWeights,
          sumCount: 2,
        });
        return { metrics: { loss: sums[1]! / sums[0]! } };
      },
      dispose() {},
    }),
  };
};

const taskWith = (plan: (epoch: number) => EpochPlan): Task => {
  const prepare = prepareWith(plan);
  return { outline: prepare, prepare };
};

interface Chosen {
  task: Task;
  limit: number | null;
  resume: TestResult['latest'];
  compile: boolean;
}

const warningsOf = ({ events }: TestResult, code: string) =>
  events.flatMap((event) => (event.type === 'warning' && event.code === code ? [event.message] : []));

describeOnBackends('a run that leaves micro-batches out', (name, backend) => {
  const run = (maxSteps: number, { task = taskWith(plan), limit, ...more }: Partial<Chosen> = {}) => {
    const training = {
      ...{ epochs: 9, maxSteps, emaDecay: 0.9, nonFinite: 'skip', logEveryNSteps: 4 },
      ...(limit !== undefined && { maxSkippedInARow: limit }),
    };
    const { config } = parseConfigOf(runConfigSchema, { task: 'sessions', training });
    const data = residentData(new Map());
    const control = { request: 'run' as const };
    return collect(train({ config, task, data, fingerprint: 'test', backend: backend(), control, ...more }));
  };

  it('counts them by variant, and has the metrics of the others', async () => {
    const result = await run(8);
    const { points, epochs } = result;
    expect(warningsOf(result, 'non-finite')).toEqual(
      Array(2).fill('2 batches of b were skipped: their loss or gradient was not finite.'),
    );
    expect(points.map(({ step }) => step)).toEqual([1, 2, 4, 5, 6, 8]);
    expect(epochs.every(({ train }) => Number.isFinite(train.loss))).toBe(true);
  });

  it('ends with how many steps of how many changed nothing, also over a resume', async () => {
    const said = [
      '2 of 8 steps (25 %) changed nothing: their loss or gradient was not finite, and they were skipped.',
    ];
    expect(warningsOf(await run(8), 'steps-skipped')).toEqual(said);
    const half = await run(6);
    const rest = await run(8, { resume: decodeCheckpoint(encodeCheckpoint(half.latest)) });
    expect(warningsOf(rest, 'steps-skipped')).toEqual(said);
  });

  it('fails after as many skipped steps in a row as the setting says, counted over epochs and a resume', async () => {
    const task = taskWith((epoch) => spoiltFrom(epoch === 0 ? 1 : 0)(epoch));
    const failure = {
      code: 'non-finite',
      message: expect.stringMatching(/^6 steps in a row were skipped as not finite, up to step 7: /),
      remedy: expect.stringContaining('learningRate'),
    };
    await expect(run(30, { task, limit: 6 })).rejects.toMatchObject(failure);
    const half = await run(5, { task, limit: 6 });
    expect(half.latest.state).toMatchObject({ skipped: 4, skippedInARow: 4 });
    const resume = decodeCheckpoint(encodeCheckpoint(half.latest));
    await expect(run(30, { task, limit: 6, resume })).rejects.toMatchObject(failure);
    await expect(run(30, { task, limit: null })).resolves.toBeDefined();
  });

  it('never says 100 % where one step was not skipped', () => {
    expect(skippedAtEnd({ skipped: 2299, step: 2300 })).toMatch(/^2299 of 2300 steps \(99\.9 %\)/);
    expect(skippedAtEnd({ skipped: 1, step: 2300 })).toMatch(/^1 of 2300 steps \(0\.043 %\)/);
    expect(skippedAtEnd({ skipped: 0, step: 2300 })).toBeNull();
  });

  it('fails where every step was skipped, however few there are', async () => {
    await expect(run(3, { task: taskWith(spoiltFrom(0)) })).rejects.toMatchObject({
      code: 'non-finite',
      message: 'All 3 steps of the run were skipped as not finite.',
    });
  });

  it('goes on in every bit, replayed as computed', async () => {
    const whole = await run(14);
    const half = await run(6);
    const rest = await run(14, { resume: decodeCheckpoint(encodeCheckpoint(half.latest)) });
    expect(rest.latest.tensors).toEqual(whole.latest.tensors);
    expect([...half.points, ...rest.points]).toEqual(whole.points);
    if (name !== 'webgpu') return;
    const eager = await run(14, { compile: false });
    expect(eager.latest.tensors).toEqual(whole.latest.tensors);
    expect(eager.points).toEqual(whole.points);
  });
});
