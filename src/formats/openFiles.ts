/**
 * Opens what is dropped or named together. All pictures among it, loose, in folders or in archives, are one set, and so
 * are all files of geometries; every other file is opened by itself (`openFile.ts`).
 */
import type { DatasetWarning, ImagePair } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import { type Readings, readingOf } from '../protocol/reading';
import { archiveKind } from './archives/kinds';
import { type UnpackedFile, unpackFiles } from './archives/unpackFiles';
import { readRanges } from './byteSource';
import { stem } from './folders';
import { type FrameFile, frameFileOf, TEXT_START_BYTES } from './frameFiles';
import { openFrames } from './frames/openFrames';
import { joinParts } from './givenParts';
import type { Decoders } from './images/decoders';
import { blobEntry, type ImageEntry, zipImageEntry } from './images/entries';
import { codecOf } from './images/format';
import { isImageName, naturalOrder } from './images/names';
import { openImages } from './images/openImages';
import { isHidden } from './images/pairing';
import { listed } from './images/remarks';
import type { NamedBlob, OpenedPart, ReadProgress } from './openedFile';
import { openFile } from './openFile';
import { openTableParts, partsAmong } from './openTableParts';
import { isZip, openZip } from './zip/zip';

export interface OpenOptions {
  /** How files are read that can be read in several ways. */
  readings?: Readings;
  /** Images with their masks, mended by hand. */
  pairs?: readonly ImagePair[];
  /** Starts threads that decode pictures; asked for when there are enough of them. They end with the stream. */
  startDecoders?: () => Decoders;
  /** What is opened, with work done and in all. */
  onProgress?: (name: string, done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Pictures from one file: itself, or what an archive holds. */
interface Source {
  file: NamedBlob;
  entries: ImageEntry[];
  /** Names of what is no picture beside them. */
  others: string[];
}

/**
 * @returns files in their order, a set in the place of its first file, and arrays that are parts of others as one file. The caller closes all of them.
 * @throws AnnealError as `openFile`, `openImages` and `openFrames` do; what was opened until then is closed.
 */
export async function openFiles(
  files: readonly NamedBlob[],
  options: OpenOptions = {},
): Promise<OpenedPart[]> {
  const { readings = {}, onProgress, signal } = options;
  // One file that somebody names is meant, whatever its name.
  const shown = files.length === 1 ? files : files.filter((file) => !isHidden(pathOf(file)));
  if (shown.length === 0)
    throw new AnnealError('data-empty', 'No files are chosen.', { remedy: 'Choose at least one file.' });
  const unpacked = await unpackFiles(shown, {
    readings,
    belongTogether: async (held) =>
      (await frameFiles(held)).size === held.length || (await partsAmong(held)) !== null,
    onProgress,
    signal,
  });
  const visible = unpacked.map(({ file }) => file);
  const sources = await pictureSources(visible);
  // In a folder of pictures a text file describes them; it is no table.
  const isFolder = sources.size > 0 && visible.some((file) => pathOf(file).includes('/'));
  const isStray = (file: NamedBlob) => isFolder && !sources.has(file);
  const strays = visible.filter(isStray).map(pathOf);
  const [firstPicture] = sources.keys();
  const frames = await frameFiles(visible.filter((file) => !sources.has(file) && !isStray(file)));
  const firstFrame = visible.find((file) => frames.has(file));
  const single = visible.filter((file) => !sources.has(file) && !frames.has(file) && !isStray(file));
  const tables = await partsAmong(single);
  const parts: OpenedPart[] = [];
  const open = async ({ file, called }: UnpackedFile): Promise<OpenedPart[]> => {
    if (file === firstPicture) return [await openSet([...sources.values()], strays, options)];
    if (file === firstFrame) return [await openFrameSet([...frames.values()], options)];
    if (file === tables?.first) return openTableParts(tables, setName(tables.files, 'tables'), options);
    return single.includes(file) && !tables?.covered.has(file)
      ? [await openSingle(file, called, options)]
      : [];
  };
  try {
    for (const one of unpacked) {
      const [first, ...more] = await open(one);
      if (first) parts.push(files.includes(one.file) ? first : unpackedPart(first, one), ...more);
    }
  } catch (thrown) {
    for (const { file } of parts) file.close();
    throw thrown;
  }
  return joinParts(parts);
}

/** @param name by which people know it; `sheet` has chosen the file where it is not the file's own. */
async function openSingle(
  file: NamedBlob,
  name = file.name,
  { readings = {}, onProgress, signal }: OpenOptions,
): Promise<OpenedPart> {
  const progress: ReadProgress = (done, total) => onProgress?.(name, done, total);
  const { sheet, ...others } = readingOf(readings, name);
  const reading = { ...others, ...(sheet !== undefined && name === file.name && { sheet }) };
  const opened = await openFile(file, { reading, onProgress: progress, signal });
  return { name, bytes: file.blob.size, file: opened };
}

/** What is to be said of where it comes from, and no place in the file that was chosen: its bytes are elsewhere. */
function unpackedPart(part: OpenedPart, { notes, questions }: UnpackedFile): OpenedPart {
  const { plain: _, ...file } = part.file;
  return {
    ...part,
    file: {
      ...file,
      // Of pictures more come while they are streamed.
      notes: notes.length > 0 ? [...notes, ...file.notes] : file.notes,
      questions: [...questions, ...(file.questions ?? [])],
    },
  };
}

/** The files of geometries, in the order of their paths, where there are several. */
async function frameFiles(files: readonly NamedBlob[]): Promise<Map<NamedBlob, FrameFile>> {
  if (files.length < 2) return new Map();
  const starts = await readRanges(
    files.map(({ blob }) => ({ source: blob, start: 0, end: Math.min(TEXT_START_BYTES, blob.size) })),
  );
  const found = files.flatMap((file, index) => {
    const start = starts[index]!;
    if ('thrown' in start) throw start.thrown;
    return frameFileOf(file, start) ?? [];
  });
  if (found.length < 2) return new Map();
  found.sort((a, b) => naturalOrder(pathOf(a.file), pathOf(b.file)));
  return new Map(found.map((frame) => [frame.file, frame]));
}

async function openFrameSet(
  frames: readonly FrameFile[],
  { onProgress, signal }: OpenOptions,
): Promise<OpenedPart> {
  const name = setName(
    frames.map(({ file }) => file),
    'geometries',
  );
  const progress: ReadProgress = (done, total) => onProgress?.(name, done, total);
  const file = await openFrames(name, frames, frames[0]!.format, { onProgress: progress, signal });
  return { name, bytes: frames.reduce((sum, { file: { blob } }) => sum + blob.size, 0), file };
}

/** Of each file that is a picture or an archive of pictures. A picture's name is believed: there may be thousands. */
async function pictureSources(files: readonly NamedBlob[]): Promise<Map<NamedBlob, Source>> {
  const unnamed = files.filter(({ name }) => !isImageName(name));
  const starts = await readRanges(
    unnamed.map(({ blob }) => ({ source: blob, start: 0, end: Math.min(16, blob.size) })),
  );
  const startOf = new Map(unnamed.map((file, index) => [file, starts[index]!]));
  const sources = new Map<NamedBlob, Source>();
  for (const file of files) {
    const start = startOf.get(file);
    if (start && 'thrown' in start) throw start.thrown;
    const source =
      !start || codecOf(start)
        ? { file, entries: [blobEntry(file)], others: [] }
        : isZip(start) && (await archiveSource(file));
    if (source) sources.set(file, source);
  }
  return sources;
}

/** The pictures that an archive holds; null for an archive of other things. */
async function archiveSource(file: NamedBlob): Promise<Source | null> {
  // Its pictures are read one by one, however many there are. One that cannot be opened is its reader's to complain about.
  const archive = await openZip(file, { maxBytes: Infinity }).catch(() => null);
  const entries = archive?.entries.filter(({ name }) => !isHidden(name)) ?? [];
  if (!archive) return null;
  const names = entries.map(({ name }) => name);
  if (archiveKind(file.name, names) !== 'files') return null;
  const pictures = entries.filter(({ name }) => isImageName(name));
  if (pictures.length === 0) return null;
  const others = entries.filter(({ name }) => !isImageName(name)).map(({ name }) => name);
  return { file, entries: pictures.map((entry) => zipImageEntry(file, entry)), others };
}

async function openSet(
  sources: readonly Source[],
  strays: readonly string[],
  { readings = {}, pairs, startDecoders, onProgress, signal }: OpenOptions,
): Promise<OpenedPart> {
  const name = setName(
    sources.map(({ file }) => file),
    // Images and masks: how many images there are stands beside the name.
    'pictures',
  );
  const others = [...sources.flatMap((source) => source.others), ...strays];
  const progress: ReadProgress = (done, total) => onProgress?.(name, done, total);
  const entries = entriesOf(sources, name);
  const notes: DatasetWarning[] =
    others.length > 0
      ? [{ code: 'skipped', message: `Left alone because they are no pictures: ${listed(others, ', ')}` }]
      : [];
  const reading = readingOf(readings, name);
  const options = { reading, pairs, startDecoders, notes, onProgress: progress, signal };
  const opened = await openImages(name, entries, options);
  const bytes = sources.reduce((sum, { file }) => sum + file.blob.size, 0);
  return { name, bytes, file: opened };
}

/** Archives beside other sources become folders, so that `images.zip` and `masks.zip` are told apart. */
function entriesOf(sources: readonly Source[], name: string): ImageEntry[] {
  const isArchive = ({ file, entries }: Source) => entries.length !== 1 || entries[0]!.path !== pathOf(file);
  const entries = sources.flatMap((source) => {
    if (sources.length === 1 || !isArchive(source)) return source.entries;
    return source.entries.map((entry) => ({ ...entry, path: `${stem(source.file.name)}/${entry.path}` }));
  });
  const paths = new Set<string>();
  for (const { path } of entries) {
    if (paths.has(path)) {
      throw new AnnealError('data-mismatch', `${name}: two pictures are called ${path}.`, {
        place: path,
        remedy: 'Drop the folder that holds both, so that their paths differ, or rename one.',
      });
    }
    paths.add(path);
  }
  return entries;
}

/** The one file, the folder that all lie in, or their number. */
function setName(files: readonly NamedBlob[], what: string): string {
  const [first, ...more] = files;
  if (more.length === 0) return first!.name;
  const folder = pathOf(first!).split('/')[0]!;
  const share = more.every((file) => pathOf(file).startsWith(`${folder}/`));
  return share ? folder : `${files.length} ${what}`;
}

function pathOf({ name, relativePath }: NamedBlob): string {
  return (relativePath || name).replaceAll('\\', '/');
}
