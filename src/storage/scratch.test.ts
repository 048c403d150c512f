/** Scratch files of a worker: they hold what is written, go when they are closed, and say how much is missing. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installPrivateFiles, type PrivateFiles } from './privateFiles.fixture';
import { requireRoom } from './room';
import { removeOldScratch, workspace } from './scratch';

import { clearDatabase } from './storedRun.fixture';

let files: PrivateFiles | null = null;
// What is deleted makes way, so deletions are looked for.
beforeEach(clearDatabase);
afterEach(() => {
  files?.uninstall();
  files = null;
});

test('rows are read where they were written, in the private file system or in memory', async () => {
  for (const isPrivate of [true, false]) {
    files = isPrivate ? installPrivateFiles() : null;
    const file = await workspace.scratch(100);
    file.write(Uint8Array.of(1, 2, 3), 10);
    file.write(Uint8Array.of(4), 13);
    const target = new Uint8Array(3);
    file.readInto(target, 11);
    expect([...target]).toEqual([2, 3, 4]);
    file.close();
    await Promise.resolve();
    if (files) expect(files.list()).toEqual([]);
    files?.uninstall();
  }
});

test('a storage that is or becomes full says how much is missing', async () => {
  files = installPrivateFiles({ quota: 2 ** 30, usage: 2 ** 29 });
  await expect(workspace.scratch(2 ** 30)).rejects.toMatchObject({
    code: 'storage-failed',
    message:
      'There is no room for the rows of the data for this training: they take 1.00 GiB, and 0.50 GiB are missing.',
  });
  const file = await workspace.scratch(2 ** 21);
  files.failAfter(1);
  file.write(new Uint8Array(2 ** 20), 0);
  expect(() => file.write(new Uint8Array(2 ** 20), 2 ** 20)).toThrow(
    'There is no room for the rows of the data for this training: they take 2 MiB, and 1 MiB are missing.',
  );
});

test('a browser that promises more than it has is found out before anything is written', async () => {
  files = installPrivateFiles({ quota: 10 * 2 ** 30, usage: 0 });
  files.limit(48 * 2 ** 20);
  await expect(workspace.scratch(64 * 2 ** 20)).rejects.toMatchObject({
    message:
      'There is no room for the rows of the data for this training: they take 64 MiB, and 16 MiB are missing.',
  });
  (await workspace.scratch(48 * 2 ** 20)).close();
  await Promise.resolve();
  expect(files.list()).toEqual([]);
});

test('files that cannot be tried say nothing of the room', async () => {
  files = installPrivateFiles();
  files.forbid();
  await expect(requireRoom(2 ** 30, 'values')).resolves.toBeUndefined();
});

test('what a worker that was killed has left behind is removed', async () => {
  files = installPrivateFiles();
  files.put('scratch/old', new Uint8Array(5));
  await removeOldScratch();
  expect(files.list()).toEqual([]);
});
