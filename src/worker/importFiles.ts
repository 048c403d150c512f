/** From dropped files to a stored dataset: open, and in one pass read, describe, hash and keep. What the data worker does. */
import { type ImportPlan, importData, planImport } from '../engine/data/importData';
import type { ArrayOutline } from '../formats/arrays';
import type { ByteSource } from '../formats/byteSource';

import type { PairThumbnail } from '../formats/imageFiles';
import type { Decoders } from '../formats/images/decoders';
import type { OpenedPart } from '../formats/openedFile';
import { openFiles } from '../formats/openFiles';
import type { FilePart } from '../formats/readFiles';

import type {
  ArraySheet,
  DatasetReading,
  DatasetRecord,
  ImagePair,
  ReferencedPlace,
} from '../protocol/datasets';

import { AnnealError } from '../protocol/errors';
import { keepDataset, type References } from '../storage/datasets';
import { importWarnings } from '../tasks/importWarnings';
import type {
  DroppedFiles,
  FileContents,
  ImportChoice,
  ImportProgress,
  ThumbnailWanted,
} from './dataCommands';
import { openStoredPart } from './storedPart';

type OnProgress = (progress: ImportProgress) => void;

/** Files that somebody looked into last, still open: whoever looks usually imports them next. */
let shelf: OpenedFiles | null = null;

interface OpenedFiles {
  /** Paths, sizes and times of the files and how they are read: each request brings its own copies of them. */
  key: string;
  /** As they were handed over when they were opened: their readers refer to these. */
  files: readonly File[];
  opened: OpenedPart[];
}

/** What the files offer. @throws AnnealError of the first file that cannot be opened. */
export async function inspectFiles(
  dropped: DroppedFiles,
  onProgress: OnProgress,
  startDecoders?: () => Decoders,
): Promise<FileContents[]> {
  const { opened } = await open(dropped, onProgress, startDecoders);
  return opened.map(({ name, bytes, file: { format, arrays, notes, questions = [], images, plain } }) => ({
    name,
    bytes,
    format,
    arrays,
    notes,
    questions,
    canStay: plain !== undefined && arrays.some((array) => plain(array.name) !== null),
    ...(images && { images }),
  }));
}

/** Imports files as one dataset, or with a stored one as another; what breaks off leaves nothing behind. */
export async function importFiles(
  dropped: DroppedFiles,
  { names, datasetName, pairs, keeps = 'copy', onto }: ImportChoice,
  onProgress: OnProgress,
  startDecoders?: () => Decoders,
): Promise<DatasetRecord> {
  const { opened: found, files } = await open(dropped, onProgress, startDecoders);
  try {
    const opened = found.map((part) => mended(part, pairs));
    const base = onto === undefined ? null : await openStoredPart(onto);
    const parts = opened.map(({ name, file }, index): FilePart => {
      const part = { name, file, names: names?.[index] ?? undefined };
      return base ? { ...part, naming: 'grouped' } : part;
    });
    const title = listed(opened);
    const plan = planImport(base ? [base, ...parts] : parts, keeps === 'reference');
    const references = keeps === 'reference' ? referencesOf(dropped) : null;
    return await keepDataset(
      plan.copied,
      async (file) => {
        const { arrays, sheets, fingerprint } = await importData(plan, file, {
          describes: true,
          onProgress: (done, total) => onProgress({ phase: `Reading ${title}`, done, total }),
        });
        const record = recordOf(opened, sheets!, fingerprint, datasetName, base?.record);
        const reading = base ? undefined : readingOf(dropped, names, pairs);
        return {
          record: { ...record, bytes: plan.bytes, ...(reading && { reading }) },
          places: placesOf(plan, arrays, files),
        };
      },
      references,
    );
  } finally {
    close();
  }
}

/** What of the choices the files would not tell by themselves; undefined where there is nothing. */
function readingOf(
  { readings }: DroppedFiles,
  names: ImportChoice['names'],
  pairs: ImportChoice['pairs'],
): DatasetReading | undefined {
  const isRead = Object.keys(readings ?? {}).length > 0;
  if (!isRead && !pairs && !names?.some((some) => some !== null)) return undefined;
  return { ...(isRead && { readings }), ...(names && { names }), ...(pairs && { pairs }) };
}

function recordOf(
  opened: readonly OpenedPart[],
  sheets: ArraySheet[],
  fingerprint: string,
  name: string | undefined,
  base: DatasetRecord | undefined,
): Omit<DatasetRecord, 'location'> {
  const isImages =
    opened.every(({ file }) => file.format === 'images') && (base?.format ?? 'images') === 'images';
  const record = {
    version: 2 as const,
    fingerprint,
    name: name?.trim() || (base ?? opened[0]!).name,
    format: base?.format ?? opened[0]!.file.format,
    files: [...(base?.files ?? []), ...opened.map((part) => part.name)],
    bytes: 0,
    createdAt: new Date().toISOString(),
    arrays: sheets,
    warnings: [],
    ...(!base && storedPairs(opened)),
  };
  const notes = opened.flatMap(({ file }) => file.notes);
  return { ...record, warnings: importWarnings(record, isImages, notes) };
}

/** Which file each image and mask came from, where one set of pictures makes the dataset. */
function storedPairs([only, ...more]: readonly OpenedPart[]): Pick<DatasetRecord, 'pairs'> {
  const pairs = more.length === 0 ? only?.file.readPairs?.() : undefined;
  return pairs ? { pairs } : {};
}

/** Where the arrays lie, as a record says it. @param files that were dropped. */
function placesOf(
  { places }: ImportPlan,
  arrays: readonly ArrayOutline[],
  files: readonly File[],
): ReferencedPlace[] {
  const sources: readonly ByteSource[] = files;
  return places.map((place, index) => {
    if ('plain' in place) {
      const { bytes, offset, dtype, bigEndian } = place.plain;
      return { file: sources.indexOf(bytes), offset, dtype, bigEndian };
    }
    const { dtype } = arrays[index]!;
    return {
      file: null,
      offset: place.offset,
      dtype: dtype === 'float16' ? 'float32' : dtype,
      bigEndian: false,
    };
  });
}

/** @throws AnnealError `usage` where the browser has given no handles of the files. */
function referencesOf({ files, handles }: DroppedFiles): References {
  const known = handles?.filter((handle) => handle !== null) ?? [];
  if (known.length !== files.length) {
    throw new AnnealError(
      'usage',
      'This browser gives files only once, so that they cannot stay where they are.',
      {
        remedy: 'Keep a copy.',
      },
    );
  }
  return {
    files: files.map(({ name, size, lastModified }) => ({ name, size, lastModified })),
    handles: known,
  };
}

/** Pictures are decoded one after the other: a large one takes much memory for a moment. */
let decoding: Promise<unknown> = Promise.resolve();

/**
 * Pictures of the set that was looked into last, made small.
 * @throws AnnealError `data-not-found` where it is not open any more, `cancelled`, `out-of-memory`.
 */
export function showThumbnail(
  { set, pair, maxSide }: ThumbnailWanted,
  signal: AbortSignal,
): Promise<PairThumbnail> {
  const shown = decoding.then(() => {
    if (signal.aborted) throw new AnnealError('cancelled', 'Nobody looks at this picture any more.');
    const part = shelf?.opened.find(({ name }) => name === set);
    if (part?.file.thumbnail) return part.file.thumbnail(pair, maxSide);
    throw new AnnealError('data-not-found', `The pictures of ${set} are not open any more.`, {
      place: set,
      remedy: 'Drop them again.',
    });
  });
  decoding = shown.catch(() => {});
  return shown;
}

/** A set of pictures with its images and masks as somebody paired them. */
function mended(part: OpenedPart, pairs: ImagePair[] | undefined): OpenedPart {
  return pairs && part.file.paired ? { ...part, file: part.file.paired(pairs) } : part;
}

/** The files as they were opened when somebody looked into them, or opened now. */
async function open(
  { files, readings, paths }: DroppedFiles,
  onProgress: OnProgress,
  startDecoders?: () => Decoders,
): Promise<OpenedFiles> {
  const facts = files.map(({ name, size, lastModified }, index) => [
    paths?.[index] ?? name,
    size,
    lastModified,
  ]);
  const key = JSON.stringify([facts, readings ?? {}]);
  if (shelf?.key === key) return shelf;
  close();
  const blobs = files.map((file, index) => ({ name: file.name, blob: file, relativePath: paths?.[index] }));
  const opened = await openFiles(blobs, {
    readings,
    startDecoders,
    onProgress: (name, done, total) => onProgress({ phase: `Opening ${name}`, done, total }),
  });
  shelf = { key, files, opened };
  return shelf;
}

function close(): void {
  for (const { file } of shelf?.opened ?? []) file.close();
  shelf = null;
}

function listed(opened: readonly OpenedPart[]): string {
  const [first, ...rest] = opened;
  return rest.length === 0 ? first!.name : `${first!.name} and ${rest.length} more`;
}
