/** Files out of gzip and ZIP, before anything is opened: what they hold stands in their place. */
import type { DatasetWarning } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import { type ReadingQuestion, type Readings, readingOf } from '../../protocol/reading';
import { readRanges } from '../byteSource';
import { isImageName, naturalOrder } from '../images/names';
import { isHidden } from '../images/pairing';
import { listed } from '../images/remarks';
import type { NamedBlob, ReadProgress } from '../openedFile';
import type { ZipEntry } from '../zip/directory';
import { isZip, openZip } from '../zip/zip';
import { gunzip, isGzip, unpackedName } from './gzip';
import { hold } from './held';
import { archiveKind } from './kinds';

export interface UnpackOptions {
  readings: Readings;
  /** Whether these files of an archive belong together and are all wanted; else one of them is chosen. */
  belongTogether(files: readonly NamedBlob[]): Promise<boolean>;
  onProgress?: ((name: string, done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** A file as it is to be opened, and what is to be said of where it comes from. */
export interface UnpackedFile {
  file: NamedBlob;
  /** What the file is called where it stands for an archive of several: questions are answered by that name. */
  called?: string;
  notes: DatasetWarning[];
  questions: ReadingQuestion[];
}

/** Archives in archives in archives are a bomb, or a mistake. */
const DEEPEST = 3;

/** What holds arrays or tables. */
const DATA =
  /\.(csv|tsv|tab|txt|dat|data|asc|parquet|pq|h5|hdf5?|h5ad|nc|mat|npz|xls[xm]?|ods|xyz|extxyz|exyz|sdf|sd|mol|gz|zip)$/i;

/** What lies beside data and is none. */
const BESIDE =
  /(^|\/)(readme|licen[cs]e|changelog|citation|manifest|notice)[^/]*$|\.(md|pdf|html?|json|ya?ml|py|ipynb|r|docx?|names|log|rtf|xml|bib|css|js|sh|crc)$|(^|\/)_[^/]*$/i;

/** @returns as many files or more, in the order of those given. @throws AnnealError of an archive that cannot be unpacked. */
export async function unpackFiles(
  files: readonly NamedBlob[],
  options: UnpackOptions,
): Promise<UnpackedFile[]> {
  const unnamed = files.filter(({ name }) => !isImageName(name));
  const starts = await readRanges(
    unnamed.map(({ blob }) => ({ source: blob, start: 0, end: Math.min(4, blob.size) })),
  );
  const startOf = new Map(unnamed.map((file, index) => [file, starts[index]!]));
  const unpacked: UnpackedFile[] = [];
  for (const file of files) {
    const start = startOf.get(file);
    // What cannot be read its reader complains about.
    if (!start || 'thrown' in start) unpacked.push(asItIs(file));
    else unpacked.push(...(await unpackFile(file, start, options, 0)));
  }
  return unpacked;
}

async function unpackFile(
  file: NamedBlob,
  start: Uint8Array,
  options: UnpackOptions,
  depth: number,
): Promise<UnpackedFile[]> {
  if (depth === DEEPEST) return [asItIs(file)];
  if (isGzip(start)) return unpackAgain(await unpackGzip(file, options), options, depth);
  if (!isZip(start)) return [asItIs(file)];
  // An archive that is not sound its reader complains about.
  const archive = await openZip(file, { maxBytes: Infinity }).catch(() => null);
  const entries = archive?.entries.filter(({ name }) => !isHidden(name)) ?? [];
  if (!archive || entries.length === 0) return [asItIs(file)];
  const names = entries.map(({ name }) => name);
  if (archiveKind(file.name, names) !== 'files' || names.some(isImageName)) return [asItIs(file)];
  const data = dataOf(entries);
  const others = entries.filter((entry) => !data.includes(entry)).map(({ name }) => name);
  const notes: DatasetWarning[] =
    others.length > 0
      ? [{ code: 'skipped', message: `Left alone in ${file.name}: ${listed(others, ', ')}` }]
      : [];
  const unpackEntry = async (entry: ZipEntry): Promise<NamedBlob> => {
    const onProgress = progressOf(entry.name, options);
    const place = `${file.name}/${entry.name}`;
    const read = () => archive.stream(entry, { onProgress, signal: options.signal });
    return {
      name: baseName(entry.name),
      blob: await hold(place, entry.compressedBytes, read),
      relativePath: `${file.name.replace(/\.zip$/i, '')}/${entry.name.replaceAll('\\', '/')}`,
    };
  };
  if (data.length > 1) {
    const { sheet } = readingOf(options.readings, file.name);
    if (sheet === undefined) {
      // One after the other: each may be large.
      const all: NamedBlob[] = [];
      for (const entry of data) all.push(await unpackEntry(entry));
      if (await options.belongTogether(all))
        return all.map((one, index) => ({ file: one, notes: index === 0 ? notes : [], questions: [] }));
    }
    const chosen = sheet === undefined ? likeliest(data) : entryCalled(file.name, data, sheet);
    const questions = sheet === undefined ? [question(file.name, data, chosen)] : [];
    const unpacked = { file: await unpackEntry(chosen), called: file.name, notes, questions };
    return unpackAgain(unpacked, options, depth);
  }
  return unpackAgain({ ...asItIs(await unpackEntry(data[0]!)), notes }, options, depth);
}

async function unpackAgain(
  unpacked: UnpackedFile,
  options: UnpackOptions,
  depth: number,
): Promise<UnpackedFile[]> {
  const { file } = unpacked;
  const start = new Uint8Array(await file.blob.slice(0, 4).arrayBuffer());
  const [first, ...more] = await unpackFile(file, start, options, depth + 1);
  const notes = [...unpacked.notes, ...first!.notes];
  const questions = [...unpacked.questions, ...first!.questions];
  const called = unpacked.called ?? first!.called;
  return [{ file: first!.file, ...(called && { called }), notes, questions }, ...more];
}

async function unpackGzip(file: NamedBlob, options: UnpackOptions): Promise<UnpackedFile> {
  const name = unpackedName(file.name);
  const watch = { onProgress: progressOf(file.name, options), signal: options.signal };
  const blob = await hold(file.name, file.blob.size, () => gunzip(file, watch));
  const relativePath = file.relativePath && unpackedName(file.relativePath);
  return asItIs({ name, blob, ...(relativePath && { relativePath }) });
}

function asItIs(file: NamedBlob): UnpackedFile {
  return { file, notes: [], questions: [] };
}

function progressOf(name: string, { onProgress }: UnpackOptions): ReadProgress {
  return (done, total) => onProgress?.(name, done, total);
}

/** Entries that hold data, by their names; all of them where no name says so. */
function dataOf(entries: readonly ZipEntry[]): ZipEntry[] {
  const ordered = [...entries].sort((a, b) => naturalOrder(a.name, b.name));
  const plain = ordered.filter(({ name, bytes }) => !BESIDE.test(name) && bytes > 0);
  const data = plain.filter(({ name }) => DATA.test(name));
  return data.length > 0 ? data : plain.length > 0 ? plain : ordered;
}

/** What is to be trained on by its name, else the largest. */
function likeliest(entries: readonly ZipEntry[]): ZipEntry {
  const named = entries.filter(({ name }) => /(^|[^a-z])train/i.test(baseName(name)));
  const among = named.length > 0 ? named : entries;
  return among.reduce((largest, entry) => (entry.bytes > largest.bytes ? entry : largest));
}

function entryCalled(file: string, entries: readonly ZipEntry[], wanted: string): ZipEntry {
  const stem = (name: string) => baseName(name).replace(/\.[^.]*$/, '');
  const found =
    entries.find(({ name }) => name === wanted) ??
    entries.find(({ name }) => baseName(name) === wanted) ??
    entries.find(({ name }) => stem(name) === wanted);
  if (found) return found;
  throw new AnnealError('data-not-found', `${file} holds no "${wanted}".`, {
    place: file,
    received: wanted,
    remedy: `It has: ${listed(
      entries.map(({ name }) => name),
      ', ',
    )}.`,
  });
}

function question(file: string, entries: readonly ZipEntry[], chosen: ZipEntry): ReadingQuestion {
  const ordered = [chosen, ...entries.filter((entry) => entry !== chosen)];
  return {
    setting: 'sheet',
    question: `Which file of ${file} holds the data?`,
    choices: ordered.map(({ name, bytes }) => ({
      value: name,
      label: name,
      preview: { columns: ['file', 'bytes'], rows: [[name, String(bytes)]] },
    })),
  };
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
