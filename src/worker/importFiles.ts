/** From dropped files to a stored dataset: open, read, describe, fingerprint, keep. What the data worker does. */

import { describeArray } from '../engine/data/describe';
import { fingerprintOf } from '../engine/data/fingerprint';
import { datasetWarnings } from '../engine/data/warnings';
import type { ArraySet } from '../formats/arrays';
import type { ImagePair } from '../formats/imageFiles';
import type { Decoders } from '../formats/images/decoders';
import type { ReadProgress } from '../formats/openedFile';
import { type OpenedPart, openFiles } from '../formats/openFiles';
import { readFiles } from '../formats/readFiles';
import type { ArraySheet, DatasetRecord } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import { saveDataset } from '../storage/datasets';
import { describedTask } from '../tasks/runConfig';
import { suitableTasks } from '../tasks/suitable';
import type { DroppedFiles, FileContents, ImportChoice, ImportProgress } from './dataCommands';

type OnProgress = (progress: ImportProgress) => void;

/** What was looked into stays open until it is imported: thousands of pictures are not opened twice. */
let inspected: { files: string; opened: OpenedPart[] } | null = null;

/**
 * What the files offer. They stay open, for `importFiles`, until others are opened.
 * @throws AnnealError of the first file that cannot be opened.
 */
export async function inspectFiles(
  dropped: DroppedFiles,
  onProgress: OnProgress,
  startDecoders?: () => Decoders,
): Promise<FileContents[]> {
  const opened = await open(dropped, onProgress, startDecoders);
  inspected = { files: identityOf(dropped), opened };
  return opened.map(({ name, bytes, file: { format, arrays, notes, images } }) => ({
    name,
    bytes,
    format,
    arrays,
    notes,
    ...(images && { images }),
  }));
}

/** Imports files as one dataset; nothing is stored before all of it has been read and described. */
export async function importFiles(
  dropped: DroppedFiles,
  { names, datasetName, pairs }: ImportChoice,
  onProgress: OnProgress,
  startDecoders?: () => Decoders,
): Promise<DatasetRecord> {
  const known = takeInspected(dropped, onProgress) ?? (await open(dropped, onProgress, startDecoders));
  return withOpened(known, pairs, async (opened) => {
    const parts = opened.map(({ name, file }, index) => ({ name, file, names: names?.[index] ?? undefined }));
    const title = listed(opened);
    const arrays = await readFiles(parts, { onProgress: phase(onProgress, `Reading ${title}`) });
    if (arrays.size === 0)
      throw new AnnealError('data-empty', 'No arrays are chosen.', {
        place: title,
        remedy: 'Choose at least one.',
      });
    const sheets = describeArrays(arrays, phase(onProgress, 'Computing statistics'));
    const fingerprint = await fingerprintOf(arrays, phase(onProgress, 'Computing the fingerprint'));
    const isImages = opened.every(({ file }) => file.format === 'images');
    const record: DatasetRecord = {
      version: 1,
      fingerprint,
      name: datasetName?.trim() || opened[0]!.name,
      format: opened[0]!.file.format,
      files: opened.map(({ name }) => name),
      bytes: [...arrays.values()].reduce((sum, { data }) => sum + data.byteLength, 0),
      createdAt: new Date().toISOString(),
      arrays: sheets,
      warnings: [],
    };
    const [likeliest] = suitableTasks(record);
    const warnings = [
      ...((likeliest && describedTask(likeliest.kind).warnings?.(sheets)) ?? []),
      // Columns of pixels are no columns of a table; what is to be said of pictures their reader says.
      ...(isImages ? [] : datasetWarnings(sheets)),
      ...opened.flatMap(({ file }) => file.notes),
    ];
    return saveDataset({ ...record, warnings }, arrays, phase(onProgress, 'Storing the dataset'));
  });
}

async function withOpened<Result>(
  opened: OpenedPart[],
  pairs: ImagePair[] | undefined,
  use: (opened: OpenedPart[]) => Promise<Result>,
): Promise<Result> {
  const used = [...opened];
  try {
    for (const [index, part] of opened.entries()) {
      if (pairs && part.file.paired) used[index] = { ...part, file: part.file.paired(pairs) };
    }
    return await use(used);
  } finally {
    for (const { file } of used) file.close();
  }
}

async function open(
  { files, paths }: DroppedFiles,
  onProgress: OnProgress,
  startDecoders?: () => Decoders,
): Promise<OpenedPart[]> {
  for (const { file } of inspected?.opened ?? []) file.close();
  inspected = null;
  const blobs = files.map((file, index) => ({ name: file.name, blob: file, relativePath: paths?.[index] }));
  return openFiles(blobs, {
    startDecoders,
    onProgress: (name, done, total) => onProgress({ phase: `Opening ${name}`, done, total }),
  });
}

/** Null when others were inspected, or none. */
function takeInspected(dropped: DroppedFiles, onProgress: OnProgress): OpenedPart[] | null {
  if (inspected?.files !== identityOf(dropped)) return null;
  const { opened } = inspected;
  inspected = null;
  for (const { name } of opened) onProgress({ phase: `Opening ${name}`, done: 1, total: 1 });
  return opened;
}

/** The same for the same files: each request brings its own copies of them. */
function identityOf({ files, paths }: DroppedFiles): string {
  return JSON.stringify(
    files.map(({ name, size, lastModified }, index) => [paths?.[index] ?? name, size, lastModified]),
  );
}

function describeArrays(arrays: ArraySet, onProgress: ReadProgress): ArraySheet[] {
  return [...arrays.values()].map((array, index) =>
    describeArray(array, (done, total) => onProgress(index + done / total, arrays.size)),
  );
}

function phase(onProgress: OnProgress, name: string): ReadProgress {
  return (done, total) => onProgress({ phase: name, done, total });
}

function listed(opened: readonly OpenedPart[]): string {
  const [first, ...rest] = opened;
  return rest.length === 0 ? first!.name : `${first!.name} and ${rest.length} more`;
}
