/** Runs of other tabs, and of pages that are gone: held by stand-ins for their locks. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventually } from '../eventually.fixture';
import type { RunRecord } from '../protocol/records';
import { withPageLock, withRunLock } from '../storage/locks';
import { standInLocks } from '../storage/locks.fixture';
import { getRun, updateRun } from '../storage/runs';
import { clearDatabase, commitAt, newRun } from '../storage/storedRun.fixture';
import { watchHeldRuns } from './heldRuns';
import { loadHistory, seriesOf } from './runSeries';
import { refreshRuns } from './runs';
import { initialStudioState, studio } from './studio';

beforeEach(async () => {
  await clearDatabase();
  vi.stubGlobal('navigator', { locks: standInLocks() });
  studio.setState(initialStudioState(), true);
});
afterEach(() => vi.unstubAllGlobals());

const told = vi.fn<(runs: readonly RunRecord[]) => void>();
beforeEach(() => told.mockReset());

/** A run that a worker trains for another page, or for one that is gone. */
async function heldRun(page = withPageLock) {
  const { id } = await newRun();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const gone = page(id, () => withRunLock(id, 'elsewhere', () => held));
  await updateRun(id, { status: 'training' });
  await refreshRuns();
  const leave = () => {
    letGo();
    return gone;
  };
  return { id, leave };
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const shown = () => studio.getState().runs[0]?.status;

test('a run is interrupted as soon as the worker of the page before lets go of it', async () => {
  const { id, leave } = await heldRun();
  const watch = watchHeldRuns([id], told, 1);
  await sleep(30);
  expect([shown(), told.mock.calls]).toEqual(['training', []]);
  await leave();
  await watch;
  expect(shown()).toBe('interrupted');
  expect(told.mock.calls).toMatchObject([[[{ id, status: 'interrupted' }]]]);
});

test('a run that another tab brings to its end is shown as it ended, and not called interrupted', async () => {
  const { id, leave } = await heldRun();
  const watch = watchHeldRuns([id], told, 1);
  await updateRun(id, { status: 'finished' });
  await leave();
  await watch;
  expect(shown()).toBe('finished');
  expect((await getRun(id)).status).toBe('finished');
  expect(told).not.toHaveBeenCalled();
});

test('what the other worker saved after the first look is shown as well', async () => {
  const { id, leave } = await heldRun();
  await commitAt(id, 10, 0);
  await loadHistory(id);
  const watch = watchHeldRuns([id], told, 1);
  await commitAt(id, 20, 10);
  await leave();
  await watch;
  expect(seriesOf(id).length).toBe(20);
  expect(studio.getState().checkpoints[id]).toHaveLength(2);
});

test('runs are watched one by one', async () => {
  const [first, second] = [await heldRun(), await heldRun()];
  const watch = watchHeldRuns([first.id, second.id], told, 1);
  await second.leave();
  await eventually(() => expect(told.mock.calls).toMatchObject([[[{ id: second.id }]]]));
  expect((await getRun(first.id)).status).toBe('training');
  await first.leave();
  await watch;
  expect(told).toHaveBeenCalledTimes(2);
});

test('a run is taken from a worker whose page is gone and that does not end', async () => {
  const { id } = await heldRun((_, work) => work());
  await watchHeldRuns([id], told, 1);
  expect(shown()).toBe('interrupted');
  expect(told).toHaveBeenCalledTimes(1);
  await expect(withRunLock(id, 'elsewhere', async () => 'resumed', 1)).resolves.toBe('resumed');
});
