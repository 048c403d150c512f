/** A run with `nonFinite: skip`: what was left out is counted by variant, and it goes on exactly. */
import { expect, it } from 'vitest';
import { parseConfigOf } from '../config/parseConfig';
import { runConfigSchema } from '../protocol/config';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoints/encode';
import { residentData } from './data/datasetReader';
import type { Batch } from './data/epochPlan';
import { sessions } from './step/sessions.fixture';
import { collect, type TestResult } from './testRuns';
import { describeOnBackends } from './tfjs/testBackends';
import { train } from './trainer';
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

async function prepare(): Promise<Workload> {
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
}

const task: Task = { outline: prepare, prepare };

describeOnBackends('a run that leaves micro-batches out', (name, backend) => {
  const run = (maxSteps: number, more: { resume?: TestResult['latest']; compile?: boolean } = {}) => {
    const training = { epochs: 9, maxSteps, emaDecay: 0.9, nonFinite: 'skip', logEveryNSteps: 4 };
    const { config } = parseConfigOf(runConfigSchema, { task: 'sessions', training });
    const data = residentData(new Map());
    const control = { request: 'run' as const };
    return collect(train({ config, task, data, fingerprint: 'test', backend: backend(), control, ...more }));
  };

  it('counts them by variant, and has the metrics of the others', async () => {
    const { events, points, epochs } = await run(8);
    const warnings = events.flatMap((event) =>
      event.type === 'warning' && event.code === 'non-finite' ? [event.message] : [],
    );
    expect(warnings).toEqual(
      Array(2).fill('2 batches of b were skipped: their loss or gradient was not finite.'),
    );
    expect(points.map(({ step }) => step)).toEqual([1, 2, 4, 5, 6, 8]);
    expect(epochs.every(({ train }) => Number.isFinite(train.loss))).toBe(true);
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
