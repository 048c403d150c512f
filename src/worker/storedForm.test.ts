import { beforeEach, expect, test, vi } from 'vitest';
import { testState } from '../engine/checkpoints/state.fixture';
import type { ErrorCode } from '../protocol/errors';
import type { CheckpointKind, TrainEvent } from '../protocol/events';
import type { ListedCheckpoint } from '../protocol/records';
import { noSteps } from '../protocol/steps';
import { withCheckpoint } from '../runs/checkpointList';
import { createCommits } from '../runs/keepRun';
import { listCheckpoints } from '../storage/checkpoints';
import { readExamples } from '../storage/examples';
import { getRun, purgeRun } from '../storage/runs';
import { clearDatabase, newRun } from '../storage/storedRun.fixture';
import { storedForm } from './storedForm';

beforeEach(clearDatabase);

test('warnings and the last examples of a run are there after its end, until the run is removed', async () => {
  const run = await newRun();
  const { id } = run;
  const keeper = storedForm(run, 0, []);
  const warning = { code: 'overfitting', message: 'The validation grows' };
  await keeper.record({ type: 'warning', ...warning }, []);
  for (const epoch of [1, 2]) {
    await keeper.record({ type: 'examples', epoch, value: { image: Uint8Array.of(epoch) } }, []);
  }
  await keeper.record({ type: 'paused', epoch: 2, step: 20 }, []);
  expect((await getRun(id)).warnings).toEqual([warning]);
  expect(await readExamples(id)).toEqual({ epoch: 2, value: { image: Uint8Array.of(2) } });
  await purgeRun(id);
  expect(await readExamples(id)).toBeNull();
});

test('a run that starts anew has no warnings of before, and keeps the last hundred', async () => {
  const run = await newRun();
  const { id } = run;
  const keeper = storedForm(run, 0, []);
  for (let count = 0; count < 130; count++)
    await keeper.record({ type: 'warning', code: 'x', message: `${count}` }, []);
  const { warnings } = await getRun(id);
  expect(warnings.map(({ message }) => Number(message))).toEqual(
    Array.from({ length: 100 }, (_, i) => i + 30),
  );
});

test('losses of the GPU in a row are counted over the sessions of a run, until it ends otherwise', async () => {
  const run = await newRun();
  const { id } = run;
  const end = async (event: TrainEvent) => {
    await storedForm(run, 0, []).record(event, []);
    return (await getRun(id)).gpuLosses ?? 0;
  };
  const failed = (code: ErrorCode): TrainEvent => ({
    type: 'failed',
    error: { code, message: 'It is gone.' },
  });
  expect(await end(failed('device-lost'))).toBe(1);
  expect(await end(failed('device-lost'))).toBe(2);
  expect(await end({ type: 'paused', epoch: 1, step: 10 })).toBe(2);
  expect(await end(failed('device-lost'))).toBe(3);
  expect(await end(failed('non-finite'))).toBe(0);
  expect(await end(failed('device-lost'))).toBe(1);
  const whole = { epoch: 1, step: 10, best: null, test: null, seconds: 1 };
  expect(await end({ type: 'finished', reason: 'completed', ...whole })).toBe(0);
});

test('of a run of many epochs the last few are kept, and its list is read once however many there are', async () => {
  const run = await newRun();
  const { id } = run;
  const commit = createCommits(storedForm(run, 0, []), run.config.checkpoint, () => []);
  const reads = vi.spyOn(IDBIndex.prototype, 'getAll');
  let told: ListedCheckpoint[] = [];
  for (let epoch = 1; epoch <= 40; epoch++) {
    const state = testState({ step: 10 * epoch, value: 1 / epoch });
    const kinds: CheckpointKind[] =
      epoch % 10 === 1 ? ['best', 'latest', 'periodic'] : ['latest', 'periodic'];
    const checkpoint = { state, tensors: [{ name: 'w', shape: [1], data: Float32Array.of(epoch) }] };
    const history = { epochs: [], steps: noSteps };
    const event = await commit({ type: 'snapshot', kinds, checkpoint, direction: 'min', history });
    told = withCheckpoint(told, id, event);
  }
  expect(reads).toHaveBeenCalledTimes(1);
  reads.mockRestore();
  const { records } = await listCheckpoints(id);
  // The best of epoch 31 is among the last ten.
  expect(records.map(({ epoch }) => epoch)).toEqual([40, 39, 38, 37, 36, 35, 34, 33, 32, 31]);
  expect(told).toEqual(records.map(({ version: _, sha256: __, ...listed }) => listed));
});
