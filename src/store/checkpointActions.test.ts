/** The lists of checkpoints that the page shows, while a run commits. */
import { beforeEach, expect, test, vi } from 'vitest';
import { eventually } from '../eventually.fixture';
import type { CheckpointEvent } from '../protocol/events';
import { clearDatabase, commitAt, newRun } from '../storage/storedRun.fixture';
import { refreshCheckpoints, takeInCheckpoint } from './checkpointActions';
import { initialStudioState, studio } from './studio';

beforeEach(async () => {
  await clearDatabase();
  studio.setState(initialStudioState());
});

const epochs = (runId: string) => studio.getState().checkpoints[runId]?.map(({ epoch }) => epoch);

/** Commits in storage, as the worker does, and gives the event that it then sends. */
async function commit(runId: string, step: number): Promise<CheckpointEvent> {
  const { version: _, sha256: __, runId: ___, ...summary } = await commitAt(runId, step, step - 10);
  return { type: 'checkpoint', ...summary, replaces: [] };
}

test('a commit is added to a list that was read, and reads nothing', async () => {
  const { id } = await newRun();
  await commit(id, 10);
  await refreshCheckpoints(id);
  const event = await commit(id, 20);
  const reads = vi.spyOn(IDBIndex.prototype, 'getAll');
  takeInCheckpoint(id, event);
  expect(epochs(id)).toEqual([2, 1]);
  expect(reads).not.toHaveBeenCalled();
  reads.mockRestore();
});

test('a list that was being read as a commit came is read again', async () => {
  const { id } = await newRun();
  await commit(id, 10);
  await refreshCheckpoints(id);
  const event = await commit(id, 20);
  const reads = vi.spyOn(IDBIndex.prototype, 'getAll');
  const reading = refreshCheckpoints(id);
  takeInCheckpoint(id, event);
  await reading;
  expect(reads).toHaveBeenCalledTimes(2);
  reads.mockRestore();
  expect(epochs(id)).toEqual([2, 1]);
});

test('a list that nobody has looked at is read once', async () => {
  const { id } = await newRun();
  await commit(id, 10);
  takeInCheckpoint(id, await commit(id, 20));
  await eventually(() => expect(epochs(id)).toEqual([2, 1]));
});
