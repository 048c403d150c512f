/**
 * Which of several files are parts of one table, whose rows follow one another: what Spark, Dask and databases write as a folder,
 * or what somebody drops together that has the same columns.
 */
import { type ByteSource, bytesOf } from '../byteSource';
import { isImageName, naturalOrder } from '../images/names';
import type { NamedBlob } from '../openedFile';
import { isParquet } from '../parquet/parquet';

export interface TableParts {
  format: 'parquet' | 'text';
  /** In natural order of their paths. */
  files: NamedBlob[];
  /** Named as parts of one table are: nobody has to be asked. */
  areNamedSo: boolean;
  /** Named as what is kept apart: for training and for testing. */
  areSplit: boolean;
  /** Of text: where the rows of each begin behind the lines that the first file has as well. */
  starts: number[];
}

/** Enough for the first line of a table. */
const LINE_BYTES = 1 << 16;

/** What programs leave beside the parts of a table. */
export function isBesideParts(path: string): boolean {
  return path
    .split('/')
    .some((part) => /^_(?!_)[^=]*$|\.crc$/.test(part) && !/\.(csv|tsv|parquet)$/i.test(part));
}

/** @returns null where the files are no parts, or no tables. */
export async function tableParts(files: readonly NamedBlob[]): Promise<TableParts | null> {
  if (files.length < 2 || files.some(({ name }) => isImageName(name))) return null;
  const ordered = [...files].sort((a, b) => naturalOrder(pathOf(a), pathOf(b)));
  const starts: Uint8Array[] = [];
  for (const { blob } of ordered) starts.push(await bytesOf(blob, 0, Math.min(LINE_BYTES, blob.size)));
  const areNamedSo = ordered.every(({ name }) => /^part[-_.]?\d/i.test(name)) || ordered.some(hasPartitions);
  const areSplit = ordered.some(({ name }) => /(^|[^a-z])(train|test|valid|val|dev|holdout)/i.test(name));
  const common = { files: ordered, areNamedSo, areSplit };
  if (starts.every(isParquet)) return { ...common, format: 'parquet', starts: [] };
  if (!ordered.every(({ name }) => /\.(csv|tsv|tab|txt|dat)$/i.test(name) || /^part[-_.]?\d+$/i.test(name)))
    return null;
  const heads = starts.map(headOf);
  const [first] = heads;
  if (!first) return null;
  const areEqual = heads.every((head) => head && head.text === first.text && /\p{L}/u.test(head.text));
  // Without names of columns only the names of the files say that they are parts.
  const areBare =
    areNamedSo && heads.every((head) => head && head.cells === first.cells && !/[a-df-z]/i.test(head.text));
  if (!areEqual && !areBare) return null;
  return {
    ...common,
    format: 'text',
    starts: heads.map((head, index) => (areEqual && index > 0 ? head!.bytes : 0)),
  };
}

/** The line of names, with lines of comments before it; null where there is none to compare. */
function headOf(start: Uint8Array): { text: string; bytes: number; cells: number } | null {
  if (start.includes(0)) return null;
  const mark = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0;
  for (let from = mark; from < start.length; ) {
    const end = start.indexOf(10, from);
    if (end === -1) return null;
    const line = new TextDecoder().decode(start.subarray(from, end)).trim();
    from = end + 1;
    if (line === '' || line.startsWith('#') || /^"?sep=/i.test(line)) continue;
    // A name may hold a line break, which is rare.
    if (line.split('"').length % 2 === 0) return null;
    const text = new TextDecoder().decode(start.subarray(mark, end)).replaceAll('\r', '').trim();
    return { text, bytes: from, cells: line.split(/[,;\t|]/).length };
  }
  return null;
}

/** Whether a folder of its path says what a column is, as Hive has it: `year=2020/`. */
function hasPartitions(file: NamedBlob): boolean {
  return partitionsOf(pathOf(file)).length > 0;
}

/** `a/year=2020/month=1/part-0.csv` → year 2020, month 1; null is missing. */
export function partitionsOf(path: string): { name: string; value: string | null }[] {
  return path
    .split('/')
    .slice(0, -1)
    .flatMap((folder) => {
      const [, name, value] = /^([^=]+)=(.*)$/.exec(folder) ?? [];
      if (name === undefined || value === undefined) return [];
      return [{ name: decoded(name), value: value === '__HIVE_DEFAULT_PARTITION__' ? null : decoded(value) }];
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function pathOf({ name, relativePath }: NamedBlob): string {
  return (relativePath || name).replaceAll('\\', '/');
}

/** Texts one after the other, each from its start on, with a line break between. */
export function joinedTexts({ files, starts }: TableParts): ByteSource {
  const lineBreak = new Blob(['\n']);
  const parts = files.flatMap(({ blob }, index) => [
    ...(index > 0 ? [lineBreak] : []),
    starts[index]! > 0 ? blob.slice(starts[index]!) : blob,
  ]);
  if (parts.every((part) => part instanceof Blob)) return new Blob(parts);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  return partOf(parts, 0, size);
}

function partOf(parts: readonly ByteSource[], begin: number, size: number): ByteSource {
  return {
    size,
    slice(start = 0, end = size) {
      const at = (position: number) => Math.min(size, Math.max(0, position < 0 ? size + position : position));
      return partOf(parts, begin + at(start), Math.max(0, at(end) - at(start)));
    },
    async arrayBuffer() {
      const bytes = new Uint8Array(size);
      let from = 0;
      for (const part of parts) {
        const start = Math.max(begin, from);
        const end = Math.min(begin + size, from + part.size);
        if (start < end) bytes.set(await bytesOf(part, start - from, end - from), start - begin);
        from += part.size;
      }
      return bytes.buffer;
    },
  };
}
