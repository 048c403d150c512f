/** Files of the disk: beyond 4 GiB, more than may be open at once, and some that change. */
import { truncateSync, utimesSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { bytesOf } from '../formats/byteSource';
import { closeFiles, fileBytes } from './fileBytes';
import { testFolder } from './testFolder';

afterEach(closeFiles);

it('are read to their end beyond 4 GiB, where the Blob of Node 20 counts modulo 2³²', async () => {
  const path = join(await testFolder(), 'large.bin');
  const size = 2 ** 32 + 100;
  const file = await open(path, 'w');
  await file.write(Uint8Array.of(1, 2, 3), 0, 3, size - 3);
  await file.close();
  const source = fileBytes(path);
  expect(source.size).toBe(size);
  expect([...(await bytesOf(source, -3))]).toEqual([1, 2, 3]);
  expect([...(await bytesOf(source.slice(2 ** 32), 97, 100))]).toEqual([1, 2, 3]);
  const target = new Uint8Array(2);
  source.readInto!(target, size - 2);
  expect([...target]).toEqual([2, 3]);
});

it('are cut as a Blob is cut', async () => {
  const path = join(await testFolder(), 'few.bin');
  const bytes = Uint8Array.from({ length: 20 }, (_, i) => i);
  await writeFile(path, bytes);
  const [source, blob] = [fileBytes(path), new Blob([bytes])];
  for (const [start, end] of [
    [0, 5],
    [-4, undefined],
    [3, -3],
    [18, 40],
    [30, 40],
    [9, 2],
  ] as const) {
    expect(await bytesOf(source, start, end)).toEqual(await bytesOf(blob, start, end));
    expect(await bytesOf(source.slice(2, 15), start, end)).toEqual(
      await bytesOf(blob.slice(2, 15), start, end),
    );
  }
});

it('may be more than the system opens at once', async () => {
  const folder = await testFolder();
  const paths = Array.from({ length: 200 }, (_, i) => join(folder, `${i}.bin`));
  for (const [i, path] of paths.entries()) await writeFile(path, Uint8Array.of(i));
  const sources = paths.map(fileBytes);
  for (const round of [0, 1]) {
    for (const [i, source] of sources.entries()) expect((await bytesOf(source))[0], `${round}`).toBe(i);
  }
});

it('that change while they are read say so', async () => {
  const path = join(await testFolder(), 'short.bin');
  await writeFile(path, new Uint8Array(100));
  const source = fileBytes(path);
  truncateSync(path, 50);
  await expect(bytesOf(source, 40, 60)).rejects.toMatchObject({
    code: 'file-changed',
    message: `${path} changed while it was read.`,
  });
  const again = fileBytes(path);
  await bytesOf(again);
  utimesSync(path, new Date(), new Date(Date.now() + 5000));
  await expect(bytesOf(again)).rejects.toMatchObject({ code: 'file-changed' });
  // What reads at once meets the end of the file.
  expect(() => source.readInto!(new Uint8Array(20), 40)).toThrow(`${path} became shorter while it was read.`);
});
