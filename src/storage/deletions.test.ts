/** What is deleted takes room until it is final, and makes way as soon as the room is needed. */
import { beforeEach, expect, test } from 'vitest';
import { AnnealError } from '../protocol/errors';
import { deleteCheckpoint, listCheckpoints, restoreCheckpoint } from './checkpoints';
import { makingRoom, purgeDeleted, readUndoable } from './deletions';
import { deleteRuns, listRuns, restoreRuns } from './runs';
import { clearDatabase, commitAt, newRun } from './storedRun.fixture';

beforeEach(clearDatabase);

const full = () => new AnnealError('storage-failed', 'Full.', { received: 'QuotaExceededError' });

test('the size of deleted runs and checkpoints is known until they are gone for good', async () => {
  const [run, other] = [await newRun(), await newRun()];
  const first = await commitAt(run.id, 2, 0);
  await commitAt(other.id, 2, 0);
  const second = await commitAt(other.id, 4, 2);
  expect(await readUndoable()).toEqual({ runs: 0, checkpoints: 0, bytes: 0 });
  await deleteRuns([run.id]);
  await deleteCheckpoint(second.id);
  expect(await readUndoable()).toEqual({ runs: 1, checkpoints: 1, bytes: first.bytes + second.bytes });
  await purgeDeleted();
  expect(await readUndoable()).toEqual({ runs: 0, checkpoints: 0, bytes: 0 });
  await expect(restoreRuns([run.id])).rejects.toMatchObject({ code: 'data-not-found' });
  await restoreCheckpoint(second.id);
  expect((await listRuns()).records.map(({ id }) => id)).toEqual([other.id]);
  expect((await listCheckpoints(other.id)).records).toHaveLength(1);
});

test('a write that finds no room is tried once more without what was deleted, and only then', async () => {
  const run = await newRun();
  let tries = 0;
  const write = async () => {
    tries++;
    if ((await readUndoable()).runs > 0) throw full();
    return 'written';
  };
  await deleteRuns([run.id]);
  await expect(makingRoom(write)).resolves.toBe('written');
  expect(tries).toBe(2);

  tries = 0;
  const fail = async () => {
    tries++;
    throw full();
  };
  await expect(makingRoom(fail)).rejects.toMatchObject({ code: 'storage-failed' });
  // There was nothing that could have made way.
  expect(tries).toBe(1);
});
