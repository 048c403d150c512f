/** From dropped files to a stored dataset: open, read, describe, fingerprint, keep. What the data worker does. */
import type { ArraySet } from '../engine/arrays';
import { describeArray } from '../engine/datasets/describe';
import { fingerprintOf } from '../engine/datasets/fingerprint';
import { datasetWarnings } from '../engine/datasets/warnings';
import type { OpenedFile, ReadProgress } from '../engine/files/openedFile';
import { openFile } from '../engine/files/openFile';
import { readFiles } from '../engine/files/readFiles';
import type { ArraySheet, DatasetRecord } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import { saveDataset } from '../storage/datasets';
import type { FileContents, ImportChoice, ImportProgress } from './dataProtocol';

type OnProgress = (progress: ImportProgress) => void;

/** What the files offer. @throws AnnealError of the first file that cannot be opened. */
export async function inspectFiles(files: readonly File[], onProgress: OnProgress): Promise<FileContents[]> {
  return withOpened(files, onProgress, async (opened) =>
    opened.map(({ format, arrays, notes }, index) => ({
      name: files[index]!.name,
      bytes: files[index]!.size,
      format,
      arrays,
      notes,
    })),
  );
}

/** Imports files as one dataset; nothing is stored before all of it has been read and described. */
export async function importFiles(
  files: readonly File[],
  { names, datasetName }: ImportChoice,
  onProgress: OnProgress,
): Promise<DatasetRecord> {
  return withOpened(files, onProgress, async (opened) => {
    const parts = opened.map((file, index) => ({
      name: files[index]!.name,
      file,
      names: names?.[index] ?? undefined,
    }));
    const arrays = await readFiles(parts, phase(onProgress, `Reading ${listed(files)}`));
    if (arrays.size === 0)
      throw new AnnealError('data-empty', 'No arrays are chosen', { place: listed(files) });
    const sheets = describeArrays(arrays, phase(onProgress, 'Computing statistics'));
    const fingerprint = await fingerprintOf(arrays, phase(onProgress, 'Computing the fingerprint'));
    const record: DatasetRecord = {
      version: 1,
      fingerprint,
      name: datasetName?.trim() || files[0]!.name,
      format: opened[0]!.format,
      files: files.map((file) => file.name),
      bytes: [...arrays.values()].reduce((sum, { data }) => sum + data.byteLength, 0),
      createdAt: new Date().toISOString(),
      arrays: sheets,
      warnings: [...datasetWarnings(sheets), ...opened.flatMap((file) => file.notes)],
    };
    return saveDataset(record, arrays, phase(onProgress, 'Storing the dataset'));
  });
}

async function withOpened<Result>(
  files: readonly File[],
  onProgress: OnProgress,
  use: (opened: OpenedFile[]) => Promise<Result>,
): Promise<Result> {
  if (files.length === 0) throw new AnnealError('data-empty', 'No files are chosen');
  const opened: OpenedFile[] = [];
  try {
    for (const file of files) {
      opened.push(await openFile({ name: file.name, blob: file }, phase(onProgress, `Opening ${file.name}`)));
    }
    return await use(opened);
  } finally {
    for (const file of opened) file.close();
  }
}

function describeArrays(arrays: ArraySet, onProgress: ReadProgress): ArraySheet[] {
  return [...arrays.values()].map((array, index) =>
    describeArray(array, (done, total) => onProgress(index + done / total, arrays.size)),
  );
}

function phase(onProgress: OnProgress, name: string): ReadProgress {
  return (done, total) => onProgress({ phase: name, done, total });
}

function listed(files: readonly File[]): string {
  const [first, ...rest] = files;
  return rest.length === 0 ? first!.name : `${first!.name} and ${rest.length} more`;
}
