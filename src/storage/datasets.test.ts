/** Datasets in both places where arrays can lie: the private file system (a stand-in) and the database. */
import { get, keys, set } from 'idb-keyval';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeArray } from '../engine/data/describe';
import { fingerprintOf } from '../engine/data/fingerprint';
import type { NamedArray } from '../formats/arrays';
import type { DatasetRecord } from '../protocol/datasets';
import { openStore } from './database';
import {
  deleteDataset,
  getDataset,
  listDatasets,
  loadArray,
  loadDataset,
  removeOrphanedArrays,
  renameDataset,
  saveDataset,
} from './datasets';
import { installPrivateFiles, type PrivateFiles } from './privateFiles.fixture';
import { clearDatabase } from './storedRun.fixture';

const X: NamedArray = {
  name: 'group/X',
  dtype: 'float16',
  shape: [2, 2],
  data: Float32Array.of(1, Number.NaN, 3, 4),
  categories: null,
};
const colour: NamedArray = {
  name: 'colour',
  dtype: 'int32',
  shape: [2],
  data: Int32Array.of(1, -1),
  categories: ['blue', 'red'],
};
const id: NamedArray = {
  name: 'id',
  dtype: 'int64',
  shape: [2],
  data: BigInt64Array.of(1n, 2n ** 60n),
  categories: null,
};

async function dataset(name: string, ...list: NamedArray[]) {
  const arrays = new Map(list.map((array) => [array.name, array]));
  const record: DatasetRecord = {
    version: 1,
    fingerprint: await fingerprintOf(arrays),
    name,
    format: 'hdf5',
    files: [name],
    bytes: 40,
    createdAt: `2026-01-0${list.length}T00:00:00.000Z`,
    arrays: list.map((array) => describeArray(array)),
    warnings: [{ code: 'missing-values', message: 'Missing values in `group/X[1]` (1)' }],
  };
  return { record, arrays };
}

let files: PrivateFiles | null = null;
beforeEach(clearDatabase);
afterEach(() => {
  files?.uninstall();
  files = null;
});

describe.each(['private file system', 'database'])('datasets, arrays in the %s', (place) => {
  beforeEach(() => {
    if (place === 'private file system') files = installPrivateFiles();
  });

  it('give some rows of one array without the rest', async () => {
    const { record, arrays } = await dataset('a.h5', X, colour, id);
    await saveDataset(record, arrays);
    const sheet = (index: number) => record.arrays[index]!;
    expect(await loadArray(record, sheet(0), { start: 1, end: 2 })).toEqual({
      ...X,
      shape: [1, 2],
      data: Float32Array.of(3, 4),
    });
    expect(await loadArray(record, sheet(2), { start: 1, end: 2 })).toMatchObject({
      data: BigInt64Array.of(2n ** 60n),
    });
    expect(await loadArray(record, sheet(1))).toEqual(colour);
    const unknown = { ...record, fingerprint: 'f'.repeat(64) };
    await expect(loadArray(unknown, record.arrays[0]!)).rejects.toMatchObject({
      code: 'storage-failed',
      message: 'The stored array `group/X` of a.h5 is missing.',
    });
  });

  it('come back as they were saved, text and half floats and 64-bit integers included', async () => {
    const { record, arrays } = await dataset('a.h5', X, colour, id);
    const steps: number[] = [];
    expect(await saveDataset(record, arrays, (done) => steps.push(done))).toEqual(record);
    expect(steps).toEqual([1, 2, 3]);
    expect(await loadDataset(record.fingerprint)).toEqual(arrays);
    expect(await getDataset(record.fingerprint)).toEqual(record);
    const stored = place === 'database' ? (await keys(openStore('arrays'))).length : files!.list().length;
    expect(stored).toBe(3);
    if (files) expect(files.list()[0]).toBe(`datasets/${record.fingerprint}/0.npy`);
  });

  it('are listed newest first, renamed, and deleted with their arrays', async () => {
    const older = await dataset('a.h5', X);
    const newer = await dataset('b.h5', X, colour);
    await saveDataset(newer.record, newer.arrays);
    await saveDataset(older.record, older.arrays);
    expect((await listDatasets()).records.map(({ name }) => name)).toEqual(['b.h5', 'a.h5']);
    await renameDataset(older.record.fingerprint, 'mine');
    expect((await getDataset(older.record.fingerprint)).name).toBe('mine');
    await deleteDataset(newer.record.fingerprint);
    expect((await listDatasets()).records.map(({ name }) => name)).toEqual(['mine']);
    const stored = place === 'database' ? (await keys(openStore('arrays'))).length : files!.list().length;
    expect(stored).toBe(1);
    await expect(loadDataset(newer.record.fingerprint)).rejects.toMatchObject({
      code: 'data-not-found',
      message: 'The dataset is not stored in this browser.',
    });
  });

  it('of the same content are kept once, under the first name', async () => {
    const { record, arrays } = await dataset('a.h5', X);
    await saveDataset(record, arrays);
    await renameDataset(record.fingerprint, 'mine');
    const again = await saveDataset({ ...record, name: 'copy.h5' }, arrays);
    expect(again.name).toBe('mine');
    expect((await listDatasets()).records).toHaveLength(1);
  });

  it('whose arrays were lost are written anew by the next import', async () => {
    const { record, arrays } = await dataset('a.h5', X, colour);
    await saveDataset(record, arrays);
    if (place === 'database') await clearArrays();
    else {
      files!.uninstall();
      files = installPrivateFiles();
    }
    await expect(loadDataset(record.fingerprint)).rejects.toMatchObject({
      code: 'storage-failed',
      message: 'The stored array `group/X` of a.h5 is missing.',
    });
    await saveDataset(record, arrays);
    expect(await loadDataset(record.fingerprint)).toEqual(arrays);
  });

  it('leave nothing behind that no record refers to', async () => {
    const kept = await dataset('a.h5', X);
    const orphan = await dataset('b.h5', X, colour);
    await saveDataset(kept.record, kept.arrays);
    await saveDataset(orphan.record, orphan.arrays);
    const store = openStore('datasets');
    await store('readwrite', (records) => void records.delete(orphan.record.fingerprint));
    await removeOrphanedArrays();
    const stored = place === 'database' ? (await keys(openStore('arrays'))).length : files!.list().length;
    expect(stored).toBe(1);
    expect(await loadDataset(kept.record.fingerprint)).toEqual(kept.arrays);
  });
});

describe('datasets', () => {
  it('that do not fit leave nothing, and what was there stays', async () => {
    files = installPrivateFiles();
    const before = await dataset('a.h5', X);
    await saveDataset(before.record, before.arrays);
    files.failAfter(1);
    const { record, arrays } = await dataset('b.h5', X, colour);
    await expect(saveDataset(record, arrays)).rejects.toMatchObject({
      code: 'storage-failed',
      message: "Could not save the dataset b.h5: the browser's storage for this page is full.",
    });
    expect(files.list()).toEqual([`datasets/${before.record.fingerprint}/0.npy`]);
    expect((await listDatasets()).records.map(({ name }) => name)).toEqual(['a.h5']);
    expect(await loadDataset(before.record.fingerprint)).toEqual(before.arrays);
  });

  it('are found in the database by a browser that has learnt the private file system since', async () => {
    const { record, arrays } = await dataset('a.h5', X, colour);
    await saveDataset(record, arrays);
    files = installPrivateFiles();
    expect(await loadDataset(record.fingerprint)).toEqual(arrays);
  });

  it('that are damaged say so', async () => {
    const { record, arrays } = await dataset('a.h5', X);
    await saveDataset(record, arrays);
    const key = [record.fingerprint, 0];
    const bytes = await get(key, openStore('arrays'));
    await set(key, bytes.slice(0, -1), openStore('arrays'));
    await expect(loadDataset(record.fingerprint)).rejects.toMatchObject({
      code: 'storage-failed',
      message: expect.stringMatching(/^The stored array `group\/X` of a\.h5 is damaged: .* is cut off/),
      details: { place: 'a.h5/group/X', remedy: 'Delete the dataset and import its file again.' },
    });
    await set(record.fingerprint, { ...record, arrays: 'none' }, openStore('datasets'));
    const { records, problems } = await listDatasets();
    expect(records).toEqual([]);
    expect(problems[0]).toMatchObject({ code: 'storage-failed', received: 'arrays' });
  });
});

async function clearArrays(): Promise<void> {
  await openStore('arrays')('readwrite', (store) => void store.clear());
}
