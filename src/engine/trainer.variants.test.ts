/** A task that plans its own batches, of sessions with a head each, and measures in its own way, through the trainer. */
import { expect, it } from 'vitest';
import { parseConfigOf } from '../config/parseConfig';
import { runConfigSchema } from '../protocol/config';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoints/encode';
import { residentData } from './data/datasetReader';
import { sessions } from './step/sessions.fixture';
import { collect, type TestResult } from './testRuns';
import { describeOnBackends } from './tfjs/testBackends';
import { train } from './trainer';
import { sumBatches } from './training/sumBatches';
import type { Task, Workload } from './workload';

const { config } = parseConfigOf(runConfigSchema, { task: 'sessions', checkpoint: { monitor: 'loss' } });
const variants = ['a', 'b', 'c'];
const { specs, graph } = sessions(variants);

/** Four steps an epoch: one of a single session, two of two, and one that is short. The last session begins late. */
function planned(epoch: number) {
  const turn = (i: number) => variants[(epoch + i) % (epoch < 2 ? 2 : 3)]!;
  const batch = (i: number, length: number) => ({
    rows: Int32Array.from({ length }, (_, row) => epoch + 3 * i + row),
    variant: turn(i),
  });
  const epochSteps = [[batch(0, 4)], [batch(1, 4), batch(0, 4)], [batch(2, 4), batch(1, 4)], [batch(0, 2)]];
  return { steps: epochSteps.length, step: (index: number) => epochSteps[index]! };
}

const data = residentData(new Map());

async function prepare(): Promise<Workload> {
  return {
    parameters: specs.map((spec) => ({
      ...spec,
      initializer: (values, _, random) =>
        values.forEach((_, i) => {
          values[i] = random.normal() / 4;
        }),
    })),
    rows: Uint32Array.of(1, 2, 3),
    splits: { train: Uint32Array.of(1, 2), validation: Uint32Array.of(3, 4), test: new Uint32Array() },
    plan: planned,
    sumNames: ['count', 'loss'],
    metricInfos: [
      { name: 'loss', title: 'loss', better: 'min', of: 'both' },
      { name: 'agreement', title: 'agreement', better: 'max', of: 'validation' },
    ],
    metrics: ([count = 0, loss = 0]) => ({ loss: loss / count }),
    fitted: {},
    remarks: [],
    load: async () => ({
      ...graph,
      async evaluate(parameters, rows, { lossWeights }) {
        const batches = variants.map((variant) => ({ rows: Int32Array.from(rows), variant }));
        const sums = await sumBatches(graph, parameters, batches, { lossWeights, sumCount: 2 });
        return { metrics: { loss: sums[1]! / sums[0]!, agreement: sums[0]! }, examples: { rows: [...rows] } };
      },
      dispose() {},
    }),
  };
}

const task: Task = { outline: prepare, prepare };

describeOnBackends('a task that plans its own batches', (name, backend) => {
  const run = (
    maxSteps: number,
    optimizer: object,
    more: { resume?: TestResult['latest']; compile?: boolean } = {},
  ) => {
    const training = {
      epochs: 10,
      maxSteps,
      optimizer,
      emaDecay: 0.9,
      gradientClipNorm: 1,
      learningRate: 0.02,
    };
    const { config } = parseConfigOf(runConfigSchema, {
      task: 'sessions',
      training,
      checkpoint: { monitor: 'agreement', mode: 'max' },
    });
    const control = { request: 'run' as const };
    return collect(train({ config, task, data, fingerprint: 'test', backend: backend(), control, ...more }));
  };

  it.each([{ name: 'adamw', amsgrad: true }, { name: 'sgd', momentum: 0.9 }, { name: 'adagrad' }])(
    '6 + 12 steps equal 18 in every bit with parameters that some steps do not reach: %o',
    async (optimizer) => {
      const whole = await run(18, optimizer);
      const half = await run(6, optimizer);
      const resume = decodeCheckpoint(encodeCheckpoint(half.latest));
      expect(resume.state.missedUpdates).toMatchObject({ 'head.c': 6 });
      const rest = await run(18, optimizer, { resume });
      expect(rest.latest.tensors).toEqual(whole.latest.tensors);
      expect(rest.latest.state.missedUpdates).toEqual(whole.latest.state.missedUpdates);
      expect([...half.points, ...rest.points]).toEqual(whole.points);
      if (name !== 'webgpu') return;
      const eager = await run(18, optimizer, { compile: false });
      expect(whole.latest.tensors).toEqual(eager.latest.tensors);
      expect(whole.points).toEqual(eager.points);
    },
  );

  it('has the steps of its plan, the metrics of its evaluation, and its examples at each epoch end', async () => {
    const { events, epochs, finished } = await run(8, { name: 'sgd' });
    expect(events[0]).toMatchObject({
      type: 'started',
      stepsPerEpoch: 4,
      metrics: [
        { name: 'loss', title: 'loss', better: 'min', of: 'both' },
        { name: 'agreement', title: 'agreement', better: 'max', of: 'validation' },
      ],
    });
    expect(epochs.map(({ train }) => Object.keys(train))).toEqual([['loss'], ['loss']]);
    expect(epochs.map(({ validation }) => validation!.agreement)).toEqual([6, 6]);
    expect(finished!.best).toMatchObject({ monitor: 'agreement', value: 6, epoch: 1 });
    expect(events.filter(({ type }) => type === 'examples')).toEqual([
      { type: 'examples', epoch: 1, value: { rows: [3, 4] } },
      { type: 'examples', epoch: 2, value: { rows: [3, 4] } },
    ]);
  });

  it('is refused when its epochs are not of one length', async () => {
    const unevenPlan = (epoch: number) => ({ ...planned(epoch), steps: 4 - epoch });
    const uneven = { ...task, prepare: async () => ({ ...(await prepare()), plan: unevenPlan }) };
    const events = collect(
      train({
        config,
        task: uneven,
        data,
        fingerprint: 'test',
        backend: backend(),
        control: { request: 'run' },
      }),
    );
    await expect(events).rejects.toMatchObject({
      code: 'internal',
      received: expect.stringContaining('3 steps'),
    });
  });

  it('reads a checkpoint from before updates were counted by parameter', async () => {
    const { latest } = await run(3, { name: 'adam' });
    const { missedUpdates: _, ...state } = latest.state;
    const old = decodeCheckpoint(encodeCheckpoint({ ...latest, state: state as typeof latest.state }));
    expect(old.state.missedUpdates).toEqual({});
    expect((await run(5, { name: 'adam' }, { resume: old })).finished?.step).toBe(5);
  });
});
