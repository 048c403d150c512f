import { beforeEach, expect, test } from 'vitest';
import type { ErrorCode } from '../protocol/errors';
import type { TrainEvent } from '../protocol/events';
import { readExamples } from '../storage/examples';
import { getRun, purgeRun } from '../storage/runs';
import { clearDatabase, newRun } from '../storage/storedRun.fixture';
import { createRunKeeper } from './runKeeper';

beforeEach(clearDatabase);

test('warnings and the last examples of a run are there after its end, until the run is removed', async () => {
  const { id } = await newRun();
  const keeper = createRunKeeper({ runId: id, after: 0, logLine: () => null, warnings: [] });
  const warning = { code: 'overfitting', message: 'The validation grows' };
  await keeper.record({ type: 'warning', ...warning });
  for (const epoch of [1, 2]) {
    await keeper.record({ type: 'examples', epoch, value: { image: Uint8Array.of(epoch) } });
  }
  await keeper.record({ type: 'paused', epoch: 2, step: 20 });
  expect((await getRun(id)).warnings).toEqual([warning]);
  expect(await readExamples(id)).toEqual({ epoch: 2, value: { image: Uint8Array.of(2) } });
  await purgeRun(id);
  expect(await readExamples(id)).toBeNull();
});

test('a run that starts anew has no warnings of before, and keeps the last hundred', async () => {
  const { id } = await newRun();
  const keeper = createRunKeeper({ runId: id, after: 0, logLine: () => null, warnings: [] });
  for (let count = 0; count < 130; count++)
    await keeper.record({ type: 'warning', code: 'x', message: `${count}` });
  const { warnings } = await getRun(id);
  expect(warnings.map(({ message }) => Number(message))).toEqual(
    Array.from({ length: 100 }, (_, i) => i + 30),
  );
});

test('losses of the GPU in a row are counted over the sessions of a run, until it ends otherwise', async () => {
  const { id } = await newRun();
  const end = async (event: TrainEvent) => {
    await createRunKeeper({ runId: id, after: 0, logLine: () => null, warnings: [] }).record(event);
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
