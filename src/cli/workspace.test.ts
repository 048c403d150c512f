/** Temporary files of the command line: they have no name, hold what was written, and say when there is no room. */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { temporaryFile } from './workspace';

const named = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`anneal-${process.pid}-`));

it('hold what was written, at any place, and leave no name behind', () => {
  const file = temporaryFile(1000);
  file.write(Uint8Array.of(1, 2, 3), 500);
  file.write(Uint8Array.of(9), 501);
  const target = new Uint8Array(3);
  file.readInto(target, 500);
  expect([...target]).toEqual([1, 9, 3]);
  if (process.platform !== 'win32') expect(named()).toEqual([]);
  file.close();
  expect(named()).toEqual([]);
});

it('for which there is no room say how much is missing, before anything is written', () => {
  expect(() => temporaryFile(2 ** 60)).toThrow(
    expect.objectContaining({
      code: 'storage-failed',
      message: expect.stringMatching(
        /^The data take 1073741824\.00 GiB in .*, where \d+\.\d\d GiB are missing\.$/,
      ),
      details: expect.objectContaining({ remedy: expect.stringContaining('TMPDIR') }),
    }),
  );
  expect(named()).toEqual([]);
});

it('in a folder that is not there say what to do', () => {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = '/dev/null/none';
  try {
    expect(() => temporaryFile(10)).toThrow(
      expect.objectContaining({
        code: 'storage-failed',
        message: expect.stringMatching(/^\/dev\/null\/none cannot hold temporary files: /),
        details: expect.objectContaining({ remedy: 'Name a folder that can be written to in TMPDIR.' }),
      }),
    );
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});
