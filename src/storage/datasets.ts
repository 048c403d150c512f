/**
 * Datasets: their records in the database, their arrays as files (`arrayFiles.ts`). The arrays are written first and
 * the record last, so a dataset that is listed is whole; what a broken import leaves behind is removed later.
 */
import { del, entries, get, update } from 'idb-keyval';
import type { ArraySet, NamedArray } from '../formats/arrays';
import { openNpy, readNpyRows, writeNpy } from '../formats/npy/npy';
import type { ArraySheet, DatasetRecord } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import { allArrayFiles, chooseArrayFiles } from './arrayFiles';
import { openStore } from './database';
import { datasetRecordSchema } from './datasetSchema';
import { storageFailure } from './failure';
import { type ReadRecords, readRecord, readRecords } from './readRecords';

/**
 * Keeps a dataset. One with the same content that is here already stays as it is, under the name it has.
 * @param arrays one for each sheet of the record, by name.
 * @param onProgress arrays written and in all.
 * @returns the record that is now stored.
 * @throws AnnealError `storage-failed`; nothing of the dataset is left then, and other datasets are untouched.
 */
export async function saveDataset(
  record: DatasetRecord,
  arrays: ArraySet,
  onProgress?: (done: number, total: number) => void,
): Promise<DatasetRecord> {
  return guarded('shared', async () => {
    const present = await storedWhole(record.fingerprint);
    if (present) return present;
    const files = await chooseArrayFiles();
    try {
      for (const [index, sheet] of record.arrays.entries()) {
        await files.write(record.fingerprint, index, writeNpy(arrayOf(arrays, sheet)));
        onProgress?.(index + 1, record.arrays.length);
      }
      await update(record.fingerprint, () => record, openStore('datasets'));
      return record;
    } catch (thrown) {
      await files.remove(record.fingerprint).catch(() => {});
      throw storageFailure(thrown, `save the dataset ${record.name}`);
    }
  });
}

/** All datasets, newest first, and an account of each record that is damaged. */
export async function listDatasets(): Promise<ReadRecords<DatasetRecord>> {
  const stored = await entries(openStore('datasets'));
  const { records, problems } = readRecords('dataset', datasetRecordSchema, stored);
  return { records: records.sort((a, b) => b.createdAt.localeCompare(a.createdAt)), problems };
}

/** @throws AnnealError `data-not-found` when there is no such dataset, `storage-failed` when its record is damaged. */
export async function getDataset(fingerprint: string): Promise<DatasetRecord> {
  const stored = await get(fingerprint, openStore('datasets'));
  if (stored !== undefined) return readRecord('dataset', datasetRecordSchema, fingerprint, stored);
  throw new AnnealError('data-not-found', 'The dataset is not stored in this browser.', {
    place: `dataset ${fingerprint.slice(0, 12)}`,
    remedy: 'Import the file again; it is recognized by its content.',
  });
}

/**
 * All arrays of a dataset, in memory.
 * @throws AnnealError as `getDataset`, and `storage-failed` when an array is missing or damaged.
 */
export async function loadDataset(fingerprint: string): Promise<ArraySet> {
  const record = await getDataset(fingerprint);
  const arrays = new Map<string, NamedArray>();
  for (const sheet of record.arrays) arrays.set(sheet.name, await loadArray(record, sheet));
  return arrays;
}

/** Part of an array: rows from `start` to `end` of the first axis. */
export interface RowRange {
  start: number;
  end: number;
}

/**
 * One array of a dataset, or some of its rows, without reading the rest.
 * @param rows null for all of it.
 * @throws AnnealError `storage-failed` when the array is missing or damaged.
 */
export async function loadArray(
  record: DatasetRecord,
  sheet: ArraySheet,
  rows: RowRange | null = null,
): Promise<NamedArray> {
  const blob = await findArray(record.fingerprint, record.arrays.indexOf(sheet));
  const damage = (found: string) =>
    new AnnealError('storage-failed', `The stored array \`${sheet.name}\` of ${record.name} is ${found}.`, {
      place: `${record.name}/${sheet.name}`,
      remedy: 'Delete the dataset and import its file again.',
    });
  if (blob === null) throw damage('missing');
  return readArray(sheet, blob, rows, damage);
}

/** @throws AnnealError `data-not-found`. */
export async function renameDataset(fingerprint: string, name: string): Promise<void> {
  const record = await getDataset(fingerprint);
  await update(fingerprint, () => ({ ...record, name }), openStore('datasets'));
}

/** Deletes a dataset, the record first: from then on nothing refers to its arrays. */
export async function deleteDataset(fingerprint: string): Promise<void> {
  await del(fingerprint, openStore('datasets'));
  await removeArrays(fingerprint);
}

/** Removes arrays that no record refers to, left by an import or a deletion that broke off. */
export async function removeOrphanedArrays(): Promise<void> {
  await guarded('exclusive', async () => {
    const known = new Set((await entries(openStore('datasets'))).map(([key]) => String(key)));
    for (const files of await allArrayFiles()) {
      for (const folder of await files.folders()) if (!known.has(folder)) await files.remove(folder);
    }
  });
}

async function removeArrays(fingerprint: string): Promise<void> {
  for (const files of await allArrayFiles()) await files.remove(fingerprint);
}

async function storedWhole(fingerprint: string): Promise<DatasetRecord | null> {
  if ((await get(fingerprint, openStore('datasets'))) === undefined) return null;
  try {
    const record = await getDataset(fingerprint);
    for (const index of record.arrays.keys()) if ((await findArray(fingerprint, index)) === null) return null;
    return record;
  } catch {
    // A damaged record is replaced by the new one.
    return null;
  }
}

async function findArray(fingerprint: string, index: number): Promise<Blob | null> {
  for (const files of await allArrayFiles()) {
    const blob = await files.read(fingerprint, index);
    if (blob) return blob;
  }
  return null;
}

/** The .npy file knows neither names nor categories nor that float32 was float16; the sheet does. */
async function readArray(
  sheet: ArraySheet,
  blob: Blob,
  rows: RowRange | null,
  damage: (found: string) => AnnealError,
): Promise<NamedArray> {
  const { name, categories } = sheet;
  const shape = rows ? [rows.end - rows.start, ...sheet.shape.slice(1)] : sheet.shape;
  const npy = { name: `${name}.npy`, blob };
  try {
    const array = rows ? await readNpyRows(npy, rows.start, rows.end) : await readWhole(npy);
    if (array.shape.join() !== shape.join()) throw damage(`of shape [${array.shape.join(', ')}] now`);
    return {
      name,
      shape,
      data: array.data,
      dtype: sheet.dtype === 'string' ? 'int32' : sheet.dtype,
      categories,
    };
  } catch (thrown) {
    if (thrown instanceof AnnealError && thrown.code === 'storage-failed') throw thrown;
    throw damage(`damaged: ${AnnealError.from(thrown).message}`);
  }
}

async function readWhole(npy: { name: string; blob: Blob }): Promise<NamedArray> {
  const file = await openNpy(npy);
  return file.read(file.arrays[0]!.name);
}

function arrayOf(arrays: ArraySet, { name }: ArraySheet): NamedArray {
  const array = arrays.get(name);
  if (!array)
    throw new AnnealError('internal', `The dataset's record lists "${name}", which is not among its arrays.`);
  return array;
}

/** Keeps the removal of orphans out of the way of an import in another tab, whose record is still to come. */
async function guarded<Result>(mode: 'shared', work: () => Promise<Result>): Promise<Result>;
async function guarded(mode: 'exclusive', work: () => Promise<void>): Promise<void>;
async function guarded<Result>(mode: LockMode, work: () => Promise<Result>): Promise<Result | undefined> {
  const locks: LockManager | undefined = globalThis.navigator?.locks;
  if (!locks) return work();
  if (mode === 'shared') return locks.request('anneal-datasets', { mode }, work);
  return locks.request('anneal-datasets', { mode, ifAvailable: true }, async (lock) =>
    lock ? work() : undefined,
  );
}
