/** A task that plans its own batches, of sessions with a head each, and measures in its own way, through the trainer. */
import { expect, it } from 'vitest';
import { parseConfigOf } from '../config/parseConfig';
import { runConfigSchema } from '../protocol/config';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoints/encode';
import { residentData } from './data/datasetReader';
import { createSchedule } from './schedules/schedule';
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
    { settings, ...more }: { resume?: TestResult['latest']; compile?: boolean; settings?: object } = {},
  ) => {
    const training = {
      epochs: 10,
      maxSteps,
      optimizer,
      emaDecay: 0.9,
      gradientClipNorm: 1,
      learningRate: 0.02,
      ...settings,
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

  it('20 + 20 steps equal 40 in every bit with regularizers that begin and end on the way', async () => {
    const regularizers = [
      { name: 'even', type: 'ortho', lambda: 0.1, applyTo: ['kernel'] },
      {
        name: 'sparse',
        type: 'l1',
        lambda: 0.01,
        applyTo: ['head/.a', 'head.c'],
        schedule: { name: 'linearRamp', startEpoch: 1, endEpoch: 6 },
      },
      { name: 'shrunk', type: 'proximalL1', lambda: 0.1, applyTo: ['head'] },
      {
        name: 'bounded',
        type: 'proximalClamp',
        lambda: 0.1,
        applyTo: ['kernel'],
        schedule: { name: 'linearDecay', startLambda: 0.5, startEpoch: 2, endEpoch: 9 },
      },
    ];
    const settings = { regularizers };
    const whole = await run(40, { name: 'adamw' }, { settings });
    const half = await run(20, { name: 'adamw' }, { settings });
    const resume = decodeCheckpoint(encodeCheckpoint(half.latest));
    const rest = await run(40, { name: 'adamw' }, { settings, resume });
    expect(rest.latest.tensors).toEqual(whole.latest.tensors);
    expect([...half.points, ...rest.points]).toEqual(whole.points);
    expect([...half.epochs, ...rest.epochs].map((row) => row.train)).toEqual(
      whole.epochs.map((row) => row.train),
    );
    const metrics = whole.events[0]?.type === 'started' ? whole.events[0].metrics : [];
    expect(metrics.slice(2)).toEqual(
      ['even', 'sparse', 'shrunk'].map((regularizer) => ({
        name: `reg_loss/${regularizer}`,
        title: `reg_loss/${regularizer}`,
        better: null,
        of: 'train',
        group: 'regularizers',
      })),
    );
    const sparse = whole.epochs.map((row) => row.train['reg_loss/sparse']!);
    expect(sparse.map((value) => value > 0)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((e) => e > 1 && e < 7),
    );
    const kernel = whole.latest.tensors.find(({ name: tensor }) => tensor === 'kernel')!.data;
    expect(Math.max(...kernel.map(Math.abs))).toBe(Math.fround(0.1));
    const plain = await run(40, { name: 'adamw' });
    expect(plain.latest.tensors).not.toEqual(whole.latest.tensors);
    if (name !== 'webgpu') return;
    const eager = await run(40, { name: 'adamw' }, { settings, compile: false });
    expect(whole.latest.tensors).toEqual(eager.latest.tensors);
    expect(whole.points).toEqual(eager.points);
  });

  it('plans its epochs to fit into its time, and goes on by that plan', async () => {
    const schedule = { name: 'cosine', unit: 'step' };
    const settings = { maxMinutes: 1000, fitScheduleToMinutes: true, schedule };
    const whole = await run(14, { name: 'adamw' }, { settings });
    const planned = whole.events.filter(({ type }) => type === 'planned');
    expect(planned).toHaveLength(1);
    const epochs = whole.latest.state.plannedEpochs!;
    expect(epochs).toBeGreaterThan(10);
    // The run ends at its limit of steps, and so does its schedule.
    expect(planned[0]).toEqual({ type: 'planned', totalEpochs: epochs, totalSteps: 14 });
    const at = whole.events.indexOf(planned[0]!);
    expect(whole.events.slice(0, at).filter(({ type }) => type === 'epoch')).toHaveLength(1);
    const third = whole.snapshots.find(({ checkpoint: { state } }) => state.epoch === 2)!.checkpoint;
    const resume = decodeCheckpoint(encodeCheckpoint(third));
    const rest = await run(14, { name: 'adamw' }, { settings, resume });
    expect(rest.latest.tensors).toEqual(whole.latest.tensors);
    expect(rest.events[0]).toMatchObject({ type: 'started', totalEpochs: epochs });
    expect(rest.events.filter(({ type }) => type === 'planned')).toEqual([]);
  });

  it('has a schedule of the length that was planned, and refuses a plan without a time', async () => {
    const settings = {
      maxMinutes: 1000,
      maxSteps: null,
      epochs: 3,
      fitScheduleToMinutes: true,
      schedule: { name: 'cosine', minLearningRate: 0 },
    };
    const control: { request: 'run' | 'stop' } = { request: 'run' };
    const { config } = parseConfigOf(runConfigSchema, { task: 'sessions', training: settings });
    const options = { task, data, fingerprint: 'test', backend: backend(), control };
    const { points, latest } = await collect(train({ config, ...options }), (event) => {
      if (event.type === 'epoch' && event.epoch === 5) control.request = 'stop';
    });
    const { training } = config;
    const rateOf = (epochs: number, epoch: number) => {
      const length = { stepsPerEpoch: 4, totalSteps: 4 * epochs };
      return createSchedule({ ...training, epochs }, length).rate({ epoch, step: 4 * epoch });
    };
    const planned = latest.state.plannedEpochs!;
    expect(points.slice(0, 20).map(({ learningRate }) => learningRate)).toEqual(
      Array.from({ length: 20 }, (_, step) => rateOf(step < 4 ? 3 : planned, Math.floor(step / 4))),
    );
    const timeless = { ...config, training: { ...training, maxMinutes: null } };
    await expect(collect(train({ config: timeless, ...options }))).rejects.toMatchObject({
      code: 'config-invalid',
      place: 'training.fitScheduleToMinutes',
    });
  });

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
