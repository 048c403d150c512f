/** A run that has ended goes on for more epochs: as if it had been asked for them at once, and as any run after a cut. */
import { expect, it } from 'vitest';
import type { Backend } from '../../engine/backend';
import { decodeCheckpoint, encodeCheckpoint } from '../../engine/checkpoints/encode';
import { withMoreEpochs } from '../../engine/checkpoints/prolong';
import { testState } from '../../engine/checkpoints/state.fixture';
import { syntheticTable, type TestResult, type TestRun } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import type { TrainingConfig } from '../../protocol/config';
import { runTable } from './tableRuns.fixture';

const arrays = syntheticTable(160);

/** 128 training rows in batches of 16: 8 steps an epoch. Everything that has a state is switched on. */
const config = (training: Partial<TrainingConfig>) => ({
  model: { hiddenSize: 12, numLayers: 1, dropout: 0.3 },
  training: {
    epochs: 10,
    batchSize: 16,
    emaDecay: 0.9,
    learningRate: 0.01,
    earlyStopping: false,
    schedule: { name: 'constant', unit: 'epoch' },
    ...training,
  },
});

const cosine = { name: 'cosine', unit: 'epoch', minLearningRate: 0 } as TrainingConfig['schedule'];

/** As it comes back from the disk. */
const stored = ({ latest }: TestResult) => decodeCheckpoint(encodeCheckpoint(latest));

/** What continuing changes is the same on every backend; on which the rest of a run is exact, `trainer.test.ts` tests. */
const on = ['cpu', 'wasm'] as const;

describeOnBackends('a run that goes on for more epochs', suite, on);

function suite(_: string, backend: () => Backend): void {
  const run = (training: Partial<TrainingConfig>, more: Partial<TestRun> = {}) =>
    runTable({ config: config(training), arrays, backend: backend(), ...more });

  /** Continues a run that has ended. */
  const goOn = (ended: TestResult, moreEpochs: number, more: Partial<TestRun> = {}) => {
    const resume = withMoreEpochs(stored(ended), moreEpochs);
    return runTable({ config: resume.state.config, arrays, backend: backend(), resume, ...more });
  };

  it('10 and 10 more are 20 in every bit, where the rate does not depend on the end', async () => {
    const straight = await run({ epochs: 20 });
    const ended = await run({ epochs: 10 });
    const longer = await goOn(ended, 10);
    expect(longer.latest.tensors).toEqual(straight.latest.tensors);
    expect(longer.latest.state.best).toEqual(straight.latest.state.best);
    expect(longer.epochs.map(({ epoch }) => epoch)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(longer.finished).toMatchObject({ reason: 'completed', epoch: 20 });
  });

  it('is the same in every bit when it is cut and resumed on the way', async () => {
    const ended = await run({ schedule: cosine });
    const whole = await goOn(ended, 10);
    const cut = await goOn(ended, 10, {
      onEvent: (event, control) => {
        if (event.type === 'epoch' && event.epoch === 14) control.request = 'stop';
      },
    });
    expect(cut.finished).toMatchObject({ reason: 'stopped', epoch: 14 });
    const resume = stored(cut);
    const rest = await runTable({ config: resume.state.config, arrays, backend: backend(), resume });
    expect(rest.latest.tensors).toEqual(whole.latest.tensors);
    expect(rest.finished?.epoch).toBe(20);
  });

  it('has the rates of the longer run from there on', async () => {
    const longer = await goOn(await run({ schedule: cosine }), 10);
    const expected = Array.from({ length: 10 }, (_, i) => 0.005 * (1 + Math.cos((Math.PI * (10 + i)) / 20)));
    longer.epochs.forEach(({ learningRate }, i) => {
      expect(learningRate).toBeCloseTo(expected[i]!, 9);
    });
  });

  it('begins its patience anew after early stopping', async () => {
    // An improvement of 1000 is none that comes.
    const impatient = { epochs: 50, earlyStopping: true, patience: 3, minDelta: 1000 };
    const ended = await run(impatient);
    expect(ended.finished).toMatchObject({ reason: 'early-stopping', epoch: 4 });
    expect((await goOn(ended, 2)).finished).toMatchObject({ reason: 'completed', epoch: 6 });
    expect((await goOn(ended, 40)).finished).toMatchObject({ reason: 'early-stopping', epoch: 7 });
  });

  it('has room beyond a limit of steps, and completes the epoch that the limit has cut', async () => {
    const ended = await run({ epochs: 10, maxSteps: 20 });
    expect(ended.finished).toMatchObject({ reason: 'max-steps', epoch: 2, step: 20 });
    const longer = await goOn(ended, 3);
    expect(longer.finished).toMatchObject({ reason: 'completed', epoch: 5, step: 40 });
    const straight = await run({ epochs: 5 });
    expect(longer.latest.tensors).toEqual(straight.latest.tensors);
  });

  it('has room beyond a limit of minutes, whether or not the epochs were fitted to it', async () => {
    for (const fitScheduleToMinutes of [false, true]) {
      const ended = await run({ epochs: 500, maxMinutes: 1e-9, fitScheduleToMinutes });
      const { epoch } = ended.latest.state;
      expect((await goOn(ended, 3)).finished).toMatchObject({ reason: 'completed', epoch: epoch + 3 });
    }
  });
}

it.each([0, -1, 1.5, Number.NaN])('refuses %s epochs', (moreEpochs) => {
  expect(() => withMoreEpochs({ state: testState({ step: 20 }), tensors: [] }, moreEpochs)).toThrow(
    'one or more whole epochs',
  );
});
