/** Datasets in both places where arrays can lie: the private file system (a stand-in) and the database. */
import { keys, set } from 'idb-keyval';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAll } from '../engine/data/datasetReader';
import { describeArray } from '../engine/data/describe';
import type { NamedArray } from '../formats/arrays';
import { writeNpy } from '../formats/npy/npy';
import { openStore } from './database';
import {
  deleteDataset,
  getDataset,
  listDatasets,
  openDataset,
  removeOrphanedValues,
  renameDataset,
} from './datasets';
import { installPrivateFiles, type PrivateFiles } from './privateFiles.fixture';
import { storeArrays } from './storedDataset.fixture';
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

const about = (name: string, count: number) => ({
  name,
  createdAt: `2026-01-0${count}T00:00:00.000Z`,
  warnings: [{ code: 'missing-values' as const, message: 'Missing values in `group/X[1]` (1)' }],
});
const store = (name: string, ...arrays: NamedArray[]) => storeArrays(arrays, about(name, arrays.length));

/** All arrays of a dataset, read. */
async function load(fingerprint: string): Promise<NamedArray[]> {
  return [...(await readAll((await openDataset(fingerprint)).data)).values()];
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

  it('give some values of one array without the rest', async () => {
    const { fingerprint } = await store('a.h5', X, colour, id);
    const { data } = await openDataset(fingerprint);
    expect(await data.read('group/X', 2, 4)).toEqual(Float32Array.of(3, 4));
    expect(await data.read('id', 1)).toEqual(BigInt64Array.of(2n ** 60n));
    expect(data.arrays.get('colour')).toEqual({
      name: 'colour',
      dtype: 'int32',
      shape: [2],
      categories: ['blue', 'red'],
    });
    expect(data.facts?.('group/X[1]')).toEqual({ missing: 1, distinct: [4] });
    await expect(data.read('none')).rejects.toThrow('There is no array `none`');
  });

  it('come back as they were saved, text and half floats and 64-bit integers included', async () => {
    const record = await store('a.h5', X, colour, id);
    expect(record).toMatchObject({
      version: 2,
      name: 'a.h5',
      location: { kind: 'file', offsets: [0, 64, 128] },
    });
    expect(await load(record.fingerprint)).toEqual([X, colour, id]);
    expect((await openDataset(record.fingerprint)).record).toEqual(record);
    expect(await storedFiles()).toBe(1);
  });

  it('are listed newest first, renamed, and deleted with their values', async () => {
    const newer = await store('b.h5', X, colour);
    const older = await store('a.h5', X);
    expect((await listDatasets()).records.map(({ name }) => name)).toEqual(['b.h5', 'a.h5']);
    await renameDataset(older.fingerprint, 'mine');
    expect((await getDataset(older.fingerprint)).name).toBe('mine');
    await deleteDataset(newer.fingerprint);
    expect((await listDatasets()).records.map(({ name }) => name)).toEqual(['mine']);
    expect(await storedFiles()).toBe(1);
    await expect(openDataset(newer.fingerprint)).rejects.toMatchObject({
      code: 'data-not-found',
      message: 'The dataset is not stored in this browser.',
    });
  });

  it('of the same content are kept once, under the first name', async () => {
    const { fingerprint } = await store('a.h5', X);
    await renameDataset(fingerprint, 'mine');
    const again = await store('copy.h5', X);
    expect(again.name).toBe('mine');
    expect((await listDatasets()).records).toHaveLength(1);
    expect(await storedFiles()).toBe(1);
  });

  it('whose values were lost are written anew by the next import', async () => {
    const { fingerprint } = await store('a.h5', X, colour);
    if (place === 'database') await clearArrays();
    else {
      files!.uninstall();
      files = installPrivateFiles();
    }
    await expect(openDataset(fingerprint)).rejects.toMatchObject({
      code: 'storage-failed',
      message: 'The stored array `group/X` of a.h5 is missing.',
    });
    await store('a.h5', X, colour);
    expect(await load(fingerprint)).toEqual([X, colour]);
  });

  it('leave nothing behind that no record refers to', async () => {
    const kept = await store('a.h5', X);
    const orphan = await store('b.h5', X, colour);
    await openStore('datasets')('readwrite', (records) => void records.delete(orphan.fingerprint));
    await removeOrphanedValues();
    expect(await storedFiles()).toBe(1);
    expect(await load(kept.fingerprint)).toEqual([X]);
  });

  it('of version 1, an .npy file an array, are read as before', async () => {
    const record = {
      ...about('old.h5', 2),
      version: 1,
      fingerprint: 'a'.repeat(64),
      format: 'hdf5',
      files: ['old.h5'],
      bytes: 24,
      arrays: [X, colour].map((array) => describeArray(array)),
    };
    await set(record.fingerprint, record, openStore('datasets'));
    for (const [index, array] of [X, colour].entries()) {
      const bytes = writeNpy(array);
      if (files) files.put(`datasets/${record.fingerprint}/${index}.npy`, bytes);
      else await set([record.fingerprint, index], bytes, openStore('arrays'));
    }
    expect(await load(record.fingerprint)).toEqual([X, colour]);
    await removeOrphanedValues();
    expect(await load(record.fingerprint)).toEqual([X, colour]);
    await deleteDataset(record.fingerprint);
    expect(await storedFiles()).toBe(0);
  });

  it('larger than a piece of the database are whole, in whatever order their values come', async () => {
    const long: NamedArray = {
      name: 'long',
      dtype: 'float64',
      shape: [300_000],
      data: Float64Array.from({ length: 300_000 }, (_, i) => i),
      categories: null,
    };
    const { fingerprint } = await store('long.h5', X, long, colour);
    expect(await load(fingerprint)).toEqual([X, long, colour]);
    const { data } = await openDataset(fingerprint);
    expect(await data.read('long', 131_070, 131_074)).toEqual(
      Float64Array.of(131_070, 131_071, 131_072, 131_073),
    );
  });

  it('of which less came than was expected are read as they are', async () => {
    const codes = (count: number): NamedArray => ({ ...colour, shape: [count], data: new Int32Array(count) });
    // As of many pictures, of which some turn out to be damaged.
    const record = await storeArrays([X, codes(3_000)], {}, [X, codes(600_000)]);
    expect(await load(record.fingerprint)).toEqual([X, codes(3_000)]);
  });

  async function storedFiles(): Promise<number> {
    return place === 'database' ? (await keys(openStore('arrays'))).length : files!.list().length;
  }
});

describe('datasets', () => {
  it('that do not fit leave nothing, and what was there stays', async () => {
    files = installPrivateFiles();
    const before = await store('a.h5', X);
    const there = files.list();
    files.failAfter(1);
    await expect(store('b.h5', X, colour)).rejects.toMatchObject({
      code: 'storage-failed',
      message: 'There is no room for the values of the dataset: they take 1 MiB, and 1 MiB are missing.',
    });
    expect(files.list()).toEqual(there);
    expect((await listDatasets()).records.map(({ name }) => name)).toEqual(['a.h5']);
    expect(await load(before.fingerprint)).toEqual([X]);
  });

  it('for which there is no room say how much is missing before anything is written', async () => {
    files = installPrivateFiles({ quota: 1000, usage: 980 });
    await expect(store('b.h5', X, colour)).rejects.toMatchObject({
      code: 'storage-failed',
      message: 'There is no room for the values of the dataset: they take 1 MiB, and 1 MiB are missing.',
    });
    expect(files.list()).toEqual([]);
  });

  it('are found in the database by a browser that has learnt the private file system since', async () => {
    const { fingerprint } = await store('a.h5', X, colour);
    files = installPrivateFiles();
    expect(await load(fingerprint)).toEqual([X, colour]);
  });

  it('that are damaged say so', async () => {
    files = installPrivateFiles();
    const record = await store('a.h5', X, colour);
    files.put(files.list()[0]!, new Uint8Array(8));
    await expect(openDataset(record.fingerprint)).rejects.toMatchObject({
      code: 'storage-failed',
      message: 'The stored array `group/X` of a.h5 is cut off.',
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
