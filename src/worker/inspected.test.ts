/** What was looked into is imported without being opened again. */
import { readFileSync } from 'node:fs';
import { beforeEach, expect, it, vi } from 'vitest';
import { writeGrey } from '../formats/images/pictures.fixture';
import { clearDatabase } from '../storage/storedRun.fixture';
import { importFiles, inspectFiles } from './importFiles';

beforeEach(clearDatabase);

const picture = (name: string, value: number) => new File([writeGrey(2, 1, [value, value])], name);

it('reads pictures once for looking into them and importing them, however they are paired', async () => {
  const files = [picture('a.png', 1), picture('b.png', 2)];
  const reads = vi.spyOn(Blob.prototype, 'arrayBuffer');
  await inspectFiles({ files }, () => {});
  // Both are read as one Blob.
  const both = files[0]!.size + files[1]!.size;
  const readsOfPictures = () => reads.mock.contexts.filter((blob) => (blob as Blob).size === both).length;
  expect(readsOfPictures()).toBe(1);
  const pairs = [{ image: 'b.png', mask: 'a.png' }];
  // As a message brings them: other objects of the same files.
  const copies = files.map((file) => new File([file], file.name, { lastModified: file.lastModified }));
  const record = await importFiles({ files: copies }, { pairs }, () => {});
  expect(record.arrays.map(({ name, shape }) => [name, shape])).toEqual([
    ['images', [1, 1, 2, 1]],
    ['masks', [1, 1, 2]],
    ['names', [1]],
  ]);
  expect(readsOfPictures()).toBe(1);
  reads.mockRestore();
});

it('opens other files anew, and those that were imported', async () => {
  const table = new File(
    [new Uint8Array(readFileSync(new URL('../formats/hdf5/fixtures/newest.h5', import.meta.url)))],
    'newest.h5',
  );
  await inspectFiles({ files: [table] }, () => {});
  const { fingerprint } = await importFiles({ files: [table] }, {}, () => {});
  expect((await importFiles({ files: [table] }, {}, () => {})).fingerprint).toBe(fingerprint);
  const files = [picture('a.png', 1)];
  await inspectFiles({ files }, () => {});
  const other = [new File([writeGrey(3, 1, [1, 2, 3])], 'a.png')];
  expect((await importFiles({ files: other }, {}, () => {})).arrays[0]!.shape).toEqual([1, 1, 3, 1]);
  expect((await importFiles({ files }, {}, () => {})).arrays[0]!.shape).toEqual([1, 1, 2, 1]);
  expect((await importFiles({ files }, {}, () => {})).arrays[0]!.shape).toEqual([1, 1, 2, 1]);
});
