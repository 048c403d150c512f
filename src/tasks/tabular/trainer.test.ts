/** The trainer through its events: resuming is exact, policies act, nothing leaks. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../engine/checkpoints/encode';
import { syntheticTable } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { runTable } from './tableRuns.fixture';

const arrays = syntheticTable(160);

/** 128 training rows in batches of 8, two to a step: 8 steps an epoch, so that 20 steps end inside one. */
const base = {
  model: { hiddenSize: 12, numLayers: 1, dropout: 0.3 },
  training: {
    epochs: 100,
    batchSize: 8,
    gradientAccumulationSteps: 2,
    emaDecay: 0.9,
    logEveryNSteps: 3,
    weightDecay: 0.01,
    learningRate: 0.01,
  },
};

/** Loss of validation after the run that learns below, as all three backends had it when this was written. */
const learnedLoss = 0.20178;

const optimizers = [
  { name: 'sgd' },
  { name: 'sgd', momentum: 0.9, nesterov: true },
  { name: 'adam' },
  { name: 'adamw', amsgrad: true },
  { name: 'rmsprop', momentum: 0.9 },
  { name: 'adagrad' },
];

const resumed = [
  ...optimizers.map((optimizer) => ({ optimizer, emaWarmup: false })),
  { optimizer: { name: 'adam' }, emaWarmup: true },
];

describeOnBackends('the trainer', (_, backend) => {
  for (const training of resumed) {
    const title = Object.values(training.optimizer).join(' ') + (training.emaWarmup ? ', EMA warm-up' : '');
    it(`20 + 20 steps equal 40 in every bit: ${title}`, async () => {
      const config = (maxSteps: number) => ({
        ...base,
        training: { ...base.training, ...training, maxSteps },
      });
      const whole = await runTable({ config: config(40), arrays, backend: backend() });
      const half = await runTable({ config: config(20), arrays, backend: backend() });
      expect(half.latest.state).toMatchObject({ step: 20, epoch: 2, stepInEpoch: 4 });
      const resume = decodeCheckpoint(encodeCheckpoint(half.latest));
      const rest = await runTable({ config: config(40), arrays, backend: backend(), resume });
      expect(rest.latest.tensors).toEqual(whole.latest.tensors);
      expect(rest.latest.tensors.map(({ name }) => name)).toContain('ema/head.kernel');
      // The part of an epoch that the half ended in has a row of its own.
      expect(half.snapshots.flatMap(({ history }) => history.epochs).map(({ epoch }) => epoch)).toEqual([
        1, 2, 3,
      ]);
      expect([...half.points, ...rest.points].map(({ loss }) => loss)).toEqual(
        whole.points.map(({ loss }) => loss),
      );
      const { seconds: _a, secondsInEpoch: _b, ...state } = rest.latest.state;
      expect(whole.latest.state).toMatchObject(state);
    });
  }

  it('streams data that are not resident to the same bits', async () => {
    const config = { ...base, training: { ...base.training, maxSteps: 12 } };
    const resident = await runTable({ config, arrays, backend: backend() });
    const streamed = await runTable({ config, arrays, backend: backend(), residentBytes: 100 });
    expect(streamed.latest.tensors).toEqual(resident.latest.tensors);
    expect(streamed.epochs.map(({ validation }) => validation)).toEqual(
      resident.epochs.map(({ validation }) => validation),
    );
  });

  it('gives the same bits for the same seed and others for another', async () => {
    const run = (seed: number) =>
      runTable({
        config: { ...base, training: { ...base.training, seed, maxSteps: 10 } },
        arrays,
        backend: backend(),
      });
    const [first, second, other] = [await run(1), await run(1), await run(2)];
    expect(second.latest.tensors).toEqual(first.latest.tensors);
    expect(other.latest.tensors).not.toEqual(first.latest.tensors);
  });

  it('keeps the number of tensors and the bytes on the GPU flat', async () => {
    const counts: number[] = [];
    const bytes: number[] = [];
    await runTable({
      config: { ...base, training: { ...base.training, epochs: 4 } },
      arrays,
      backend: backend(),
      onEvent(event) {
        if (event.type !== 'epoch') return;
        counts.push(tf.memory().numTensors);
        bytes.push((tf.memory() as { numBytesAllocatedInGPU?: number }).numBytesAllocatedInGPU ?? 0);
      },
    });
    expect(new Set(counts).size).toBe(1);
    // The first epoch fills the pools.
    expect(new Set(bytes.slice(1)).size).toBe(1);
    const before = tf.memory().numTensors;
    await runTable({
      config: { ...base, training: { ...base.training, epochs: 1 } },
      arrays,
      backend: backend(),
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('learns: validation loss falls and the test uses the best weights', async () => {
    const { epochs, finished } = await runTable({
      config: {
        model: { hiddenSize: 16, numLayers: 1, dropout: 0 },
        training: { epochs: 15, batchSize: 16, learningRate: 0.01, schedule: { name: 'cosine' } },
      },
      arrays,
      backend: backend(),
    });
    expect(epochs).toHaveLength(15);
    expect(epochs.at(-1)!.validation!.loss!).toBeLessThan(0.6 * epochs[0]!.validation!.loss!);
    expect(finished?.reason).toBe('completed');
    expect(finished?.test?.mse).toBeGreaterThan(0);
    expect(finished?.best?.value).toBe(Math.min(...epochs.map(({ validation }) => validation!.loss!)));
    // Falling back to another backend changes the result by rounding only.
    expect(Math.abs(epochs.at(-1)!.validation!.loss! - learnedLoss)).toBeLessThan(1e-3 * learnedLoss);
  });
});

describeOnBackends(
  'a recorded step',
  (_, backend) => {
    // 20 steps: the warm-up is over, and three epochs have ended, each with a short step that has a recording of its own.
    // What more steps can find (an input ring of 16 that has come round several times, moments that have settled) does not
    // depend on the rule; ANNEAL_LONG=1 takes them for every rule.
    const longest = process.env.ANNEAL_LONG === '1' ? optimizers : [{ name: 'adamw', amsgrad: true }];
    const cases = [
      ...optimizers.map((optimizer) => ({ optimizer, steps: 20 })),
      ...longest.map((optimizer) => ({ optimizer, steps: 100 })),
    ];
    for (const { optimizer, steps } of cases) {
      it(`replays the eager one in every bit over ${steps} steps: ${Object.values(optimizer).join(' ')}`, async () => {
        const schedule = { name: 'cosine', unit: 'step', warmup: 5 };
        const training = { ...base.training, batchSize: 12, optimizer, schedule, maxSteps: steps };
        const config = { ...base, training };
        const eager = await runTable({ config, arrays, backend: backend(), compile: false });
        const replayed = await runTable({ config, arrays, backend: backend() });
        expect(replayed.latest.tensors).toEqual(eager.latest.tensors);
        expect(replayed.points).toEqual(eager.points);
        expect(replayed.events).not.toContainEqual(expect.objectContaining({ code: 'not-compiled' }));
      });
    }
  },
  ['webgpu'],
);

describeOnBackends(
  'the policies',
  (_, backend) => {
    it('takes the rows in another order each epoch, and in one order without shuffling', async () => {
      const lossesOfEpochs = async (shuffle: boolean) => {
        const { points } = await runTable({
          config: {
            model: { ...base.model, dropout: 0 },
            // So small a rate moves no weight by more than rounding: only the batches make the losses differ.
            training: {
              epochs: 2,
              batchSize: 32,
              shuffle,
              logEveryNSteps: 1,
              learningRate: 1e-30,
              weightDecay: 0,
            },
          },
          arrays,
          backend: backend(),
        });
        const losses = points.map(({ loss }) => loss);
        expect(losses).toHaveLength(8);
        return [losses.slice(0, 4), losses.slice(4)] as const;
      };
      const [first, second] = await lossesOfEpochs(true);
      expect(Math.max(...second.map((loss, i) => Math.abs(loss - first[i]!)))).toBeGreaterThan(0.01);
      const [plain, again] = await lossesOfEpochs(false);
      for (const [i, loss] of again.entries()) expect(loss).toBeCloseTo(plain[i]!, 5);
    });

    it('pauses with a snapshot, goes on, and ends equal to a run without a pause', async () => {
      const config = { ...base, training: { ...base.training, maxSteps: 30 } };
      const plain = await runTable({ config, arrays, backend: backend() });
      let paused = false;
      const interrupted = await runTable({
        config,
        arrays,
        backend: backend(),
        onEvent(event, control) {
          if (event.type === 'batch' && event.step >= 9 && !paused) {
            paused = true;
            control.request = 'pause';
          }
          if (event.type === 'paused') setTimeout(() => Object.assign(control, { request: 'run' }), 20);
        },
      });
      expect(interrupted.events.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['paused', 'resumed']),
      );
      expect(interrupted.latest.tensors).toEqual(plain.latest.tensors);
    });

    it('stops with a snapshot of the step it was at', async () => {
      const { finished, latest } = await runTable({
        config: base,
        arrays,
        backend: backend(),
        onEvent(event, control) {
          if (event.type === 'batch' && event.step >= 6) control.request = 'stop';
        },
      });
      expect(finished).toMatchObject({ reason: 'stopped', test: null, step: latest.state.step });
    });

    it('stops early when patience is over', async () => {
      const { finished, epochs } = await runTable({
        config: { ...base, training: { ...base.training, patience: 2, minDelta: 1e6 } },
        arrays,
        backend: backend(),
      });
      expect(finished?.reason).toBe('early-stopping');
      expect(epochs).toHaveLength(3);
    });

    it('fails with the step and a remedy when a loss is not finite', async () => {
      const config = {
        ...base,
        training: {
          ...base.training,
          optimizer: { name: 'sgd' },
          learningRate: 1e30,
          gradientClipNorm: null,
        },
      };
      await expect(runTable({ config, arrays, backend: backend() })).rejects.toMatchObject({
        code: 'non-finite',
        remedy: expect.stringContaining('learningRate'),
      });
    });

    it('rolls back with half the rate, and gives up after five times', async () => {
      const training = {
        ...base.training,
        optimizer: { name: 'sgd' },
        learningRate: 1e30,
        gradientClipNorm: null,
      };
      const returns: string[] = [];
      const run = runTable({
        config: { ...base, training: { ...training, nonFinite: 'rollback' } },
        arrays,
        backend: backend(),
        onEvent(event) {
          if (event.type === 'warning' && event.code === 'rolled-back') returns.push(event.message);
        },
      });
      await expect(run).rejects.toMatchObject({
        code: 'non-finite',
        message: expect.stringContaining('also after 5 returns at half the learning rate each'),
      });
      const rates = [1e30, 5e29, 2.5e29, 1.25e29, 6.25e28, 3.13e28];
      expect(
        returns.map((message) => message.replace(/^Step \d+ was not finite: back to step \d+, /, '')),
      ).toEqual(
        [0, 1, 2, 3, 4].map(
          (i) => `learning rate ${rates[i + 1]} instead of ${rates[i]} (return ${i + 1} of at most 5).`,
        ),
      );
    });

    it('refuses a checkpoint of other data, a metric that does not exist, and a pattern that matches nothing', async () => {
      const { latest } = await runTable({
        config: { ...base, training: { ...base.training, maxSteps: 1 } },
        arrays,
        backend: backend(),
      });
      const other = { ...latest, state: { ...latest.state, fingerprint: 'another' } };
      await expect(
        runTable({ config: base, arrays, backend: backend(), resume: other }),
      ).rejects.toMatchObject({ code: 'checkpoint-mismatch' });
      const config = { ...base, checkpoint: { monitor: 'accuracy' } };
      await expect(runTable({ config, arrays, backend: backend() })).rejects.toMatchObject({
        code: 'config-invalid',
        place: 'checkpoint.monitor',
      });
      const grouped = {
        ...base,
        training: { ...base.training, parameterGroups: [{ pattern: 'nothing.*' }] },
      };
      await expect(runTable({ config: grouped, arrays, backend: backend() })).rejects.toMatchObject({
        code: 'config-invalid',
      });
    });
  },
  ['cpu'],
);
