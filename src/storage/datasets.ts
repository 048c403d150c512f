/**
 * Datasets: their records in the database, their values in files (`datasetFiles.ts`). The values are written first and
 * the record last, so a dataset that is listed is whole; what a broken import leaves behind is removed later.
 */
import { del, entries, get, update } from 'idb-keyval';
import {
  bytesInMemory,
  type ColumnFacts,
  type DatasetReader,
  type PlacedArray,
  placedData,
  placedIn,
} from '../engine/data/datasetReader';
import { isImageArray } from '../engine/data/flatColumns';
import type { DatasetFile } from '../engine/data/importData';
import type { ArrayOutline } from '../formats/arrays';
import { openNpy } from '../formats/npy/npy';
import { datasetRecordSchema } from '../protocol/datasetSchema';
import type {
  ArraySheet,
  DatasetLocation,
  DatasetRecord,
  ReferencedFile,
  ReferencedPlace,
} from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import { openStore } from './database';
import {
  createDatasetFile,
  datasetFolders,
  openArrayFile,
  openDatasetFile,
  removeDatasetFiles,
} from './datasetFiles';
import { storageFailure } from './failure';
import { type ReadRecords, readRecord, readRecords } from './readRecords';
import { keepReferences, openReferences, removeReferences } from './references';
import { noRoom, requireRoom } from './room';

/** A record as an import makes it, and where each array lies: in the file that it wrote, or in files that are kept. */
export interface WrittenDataset {
  record: Omit<DatasetRecord, 'location'>;
  places: ReferencedPlace[];
}

/** Files that a dataset refers to instead of copying them. */
export interface References {
  files: ReferencedFile[];
  handles: FileSystemFileHandle[];
}

/**
 * Keeps a dataset whose values come in. One with the same content that is here already stays as it is, under its name.
 * @param bytes that will be written.
 * @param write fills the file, and says what it has written.
 * @param references files in which other values stay; null where all of them are copied.
 * @returns the record that is now stored.
 * @throws AnnealError what `write` throws, or `storage-failed`; nothing of the dataset is left then, and other datasets are
 * untouched.
 */
export async function keepDataset(
  bytes: number,
  write: (file: DatasetFile) => Promise<WrittenDataset>,
  references: References | null = null,
): Promise<DatasetRecord> {
  return guarded('shared', async () => {
    const folder = crypto.randomUUID();
    let written = 0;
    try {
      await requireRoom(bytes, values);
      const file = await createDatasetFile(folder, bytes);
      const counting: DatasetFile = {
        async write(part, position) {
          await file.write(part, position);
          written += part.length;
        },
      };
      const { record, places } = await write(counting).finally(() => file.close());
      const present = await storedWhole(record.fingerprint);
      if (present) {
        await removeDatasetFiles(folder);
        return present;
      }
      if (references) {
        const { files, handles } = references;
        await keepReferences(record.fingerprint, handles);
        return await putRecord({ ...record, location: { kind: 'reference', files, places, folder, bytes } });
      }
      const offsets = places.map(({ offset }) => offset);
      return await putRecord({ ...record, location: { kind: 'file', folder, bytes, offsets } });
    } catch (thrown) {
      await removeDatasetFiles(folder).catch(() => {});
      const error = storageFailure(thrown, 'save the dataset');
      if (error.details.received !== 'QuotaExceededError') throw error;
      // What was written is gone again; at least the rest did not fit.
      throw noRoom(values, bytes, Math.max(1, bytes - written), error.details.received);
    }
  });
}

const values = 'values of the dataset';

/** Stores the record of a dataset whose values lie where it says. */
export async function putRecord(record: DatasetRecord): Promise<DatasetRecord> {
  await update(record.fingerprint, () => record, openStore('datasets'));
  return record;
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
    remedy: 'Import the file again; it is recognized by its content.',
  });
}

/** A stored dataset: its record, and its values to be read. */
export interface OpenedDataset {
  record: DatasetRecord;
  data: DatasetReader;
}

/**
 * Opens a dataset; no value is read yet.
 * @throws AnnealError as `getDataset`; `storage-failed` when values are missing or damaged; `file-permission` and
 * `file-changed` for files that are kept by reference.
 */
export async function openDataset(fingerprint: string): Promise<OpenedDataset> {
  const record = await getDataset(fingerprint);
  const places = await placesOf(record, record.location);
  const facts = factsOf(record.arrays);
  const data = placedData(places);
  return {
    record,
    data: {
      ...data,
      fingerprint,
      facts: (column) => facts.get(column) ?? null,
      async read(name, start, end) {
        try {
          return await data.read(name, start, end);
        } catch (thrown) {
          throw damaged(record, name, `unreadable (${AnnealError.from(thrown).message})`);
        }
      },
    },
  };
}

async function placesOf(record: DatasetRecord, location: DatasetLocation): Promise<PlacedArray[]> {
  switch (location.kind) {
    case 'file': {
      const { offsets } = location;
      const needed = bytesUntil(record.arrays, offsets);
      const source = await openDatasetFile(location.folder, needed);
      return record.arrays.map((sheet, index) => {
        if (source === null) throw damaged(record, sheet.name, 'missing');
        if (source.size < needed) throw damaged(record, sheet.name, 'cut off');
        return placedIn(source, outlineOf(sheet), offsets[index]!);
      });
    }
    case 'arrays':
      return Promise.all(record.arrays.map((sheet, index) => arrayPlace(record, sheet, index)));
    case 'reference': {
      const files = await openReferences(record.fingerprint, location.files);
      const own = await openDatasetFile(location.folder, location.bytes);
      return record.arrays.map((sheet, index): PlacedArray => {
        const { file, ...place } = location.places[index]!;
        const bytes = file === null ? own : files[file];
        if (!bytes) throw damaged(record, sheet.name, 'missing');
        return { outline: outlineOf(sheet), values: { ...place, bytes } };
      });
    }
  }
}

/** The .npy file knows neither names nor categories nor that float32 was float16; the sheet does. */
async function arrayPlace(record: DatasetRecord, sheet: ArraySheet, index: number): Promise<PlacedArray> {
  const blob = await openArrayFile(record.fingerprint, index);
  if (blob === null) throw damaged(record, sheet.name, 'missing');
  const npy = await openNpy({ name: `${sheet.name}.npy`, blob }).catch((thrown: unknown) => {
    throw damaged(record, sheet.name, `damaged: ${AnnealError.from(thrown).message}`);
  });
  const { name, shape } = npy.arrays[0]!;
  const values = npy.plain?.(name);
  if (!values || shape.join() !== sheet.shape.join()) {
    throw damaged(record, sheet.name, `of shape [${shape.join(', ')}] now`);
  }
  return { outline: outlineOf(sheet), values };
}

/**
 * Where the last value ends. That may be long before the room that was kept: pictures that turned out to be damaged are
 * left out.
 */
function bytesUntil(sheets: readonly ArraySheet[], offsets: readonly number[]): number {
  return sheets.reduce(
    (end, sheet, index) => Math.max(end, offsets[index]! + bytesInMemory([outlineOf(sheet)])),
    0,
  );
}

function outlineOf({ name, dtype, shape, categories }: ArraySheet): ArrayOutline {
  return { name, dtype: dtype === 'string' ? 'int32' : dtype, shape, categories };
}

/** By the name of the column. Of images the sheet describes channels, which are no columns of a table. */
function factsOf(sheets: readonly ArraySheet[]): Map<string, ColumnFacts> {
  const columns = sheets
    .filter((sheet) => !isImageArray(sheet) || sheet.shape.length === 3)
    .flatMap(({ columns }) => columns);
  return new Map(columns.map(({ name, missing, distinct }) => [name, { missing, distinct }]));
}

function damaged(record: DatasetRecord, array: string, found: string): AnnealError {
  return new AnnealError('storage-failed', `The stored array \`${array}\` of ${record.name} is ${found}.`, {
    place: `${record.name}/${array}`,
    remedy: 'Delete the dataset and import its file again.',
  });
}

/** @throws AnnealError `data-not-found`. */
export async function renameDataset(fingerprint: string, name: string): Promise<void> {
  const record = await getDataset(fingerprint);
  await putRecord({ ...record, name });
}

/** Deletes a dataset, the record first: from then on nothing refers to its values. */
export async function deleteDataset(fingerprint: string): Promise<void> {
  const record = await getDataset(fingerprint).catch(() => null);
  await del(fingerprint, openStore('datasets'));
  await removeReferences(fingerprint);
  await removeDatasetFiles(record ? folderOf(record) : fingerprint);
}

/** Removes values that no record refers to, left by an import or a deletion that broke off. */
export async function removeOrphanedValues(): Promise<void> {
  await guarded('exclusive', async () => {
    const { records } = await listDatasets();
    // A record that cannot be read may still refer to its arrays.
    const stored = (await entries(openStore('datasets'))).map(([key]) => String(key));
    const known = new Set([...stored, ...records.map(folderOf)]);
    for (const folder of await datasetFolders()) if (!known.has(folder)) await removeDatasetFiles(folder);
  });
}

function folderOf({ fingerprint, location }: DatasetRecord): string {
  return location.kind === 'arrays' ? fingerprint : location.folder;
}

/** The dataset with this content, where all of it is here. One that lies in somebody's files may be gone tomorrow. */
async function storedWhole(fingerprint: string): Promise<DatasetRecord | null> {
  if ((await get(fingerprint, openStore('datasets'))) === undefined) return null;
  try {
    const { record } = await openDataset(fingerprint);
    return record.location.kind === 'reference' ? null : record;
  } catch {
    // A damaged one is replaced by the new one.
    return null;
  }
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
