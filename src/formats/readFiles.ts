/** Several files as one set of arrays: the dataset that a user drops, or names on a command line. */
import type { ArrayHeader } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import { type ArraySet, type NamedArray, type NumericArray, sizeOf } from './arrays';
import { hasFolders, stem } from './folders';
import { allocate, headerOf, type OpenedFile, type ReadWatch } from './openedFile';
import { itemBytesOf, viewAs } from './values';

export interface FilePart {
  /** File name; without folders and extension it tells clashing arrays apart. */
  name: string;
  file: OpenedFile;
  /** Which of its arrays to read; all of them when left out. */
  names?: readonly string[];
  /**
   * `kept` is never renamed, whatever the others are called; `grouped` are several arrays that are about the same, so that
   * those in no folder get the file's name in front even where nothing clashes.
   */
  naming?: 'kept' | 'grouped';
}

/** An array that is wanted from a file, and what it is called in the dataset. */
export interface WantedArray {
  header: ArrayHeader;
  name: string;
}

/**
 * The arrays of the parts, in file order. A file of which any name occurs in another one is a folder: each of its arrays
 * is called `<file>/<array>`, so that what belongs together stays together.
 * @throws AnnealError `data-not-found` for a name that its file lacks.
 */
export function wantedArrays(parts: readonly FilePart[]): Map<FilePart, WantedArray[]> {
  const headers = new Map(parts.map((part) => [part, headersOf(part)]));
  const counts = new Map<string, number>();
  for (const { name } of [...headers.values()].flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const kept = [...headers].flatMap(([part, own]) => (part.naming === 'kept' ? own : []));
  const taken = new Set(kept.map(({ name }) => name));
  const folders = new Set(kept.map(({ name }) => name.slice(0, Math.max(0, name.lastIndexOf('/')))));
  const named = [...headers].map(([part, own]): [FilePart, WantedArray[]] => {
    if (part.naming === 'kept') return [part, own.map((header) => ({ header, name: header.name }))];
    const clashes = own.some(({ name }) => counts.get(name)! > 1);
    const isGroup = part.naming === 'grouped' && own.length > 1;
    const folder = freeName(stem(part.name), folders);
    if (clashes || isGroup) folders.add(folder);
    return [
      part,
      own.map((header) => {
        const isInside = clashes || (isGroup && !(hasFolders(part.file.format) && header.name.includes('/')));
        const name = freeName(isInside ? `${folder}/${header.name}` : header.name, taken);
        taken.add(name);
        return { header, name };
      }),
    ];
  });
  return new Map(named);
}

/**
 * All arrays whole, in memory.
 * @param onProgress of the watch: values done and in all.
 * @throws AnnealError as `wantedArrays` and `OpenedFile.stream` do, `out-of-memory`.
 */
export async function readFiles(parts: readonly FilePart[], watch: ReadWatch = {}): Promise<ArraySet> {
  const wanted = wantedArrays(parts);
  const total = [...wanted.values()].flat().reduce((sum, { header }) => sum + sizeOf(header.shape), 0);
  const arrays = new Map<string, NamedArray>();
  let done = 0;
  for (const [{ file }, own] of wanted) {
    const names = own.map(({ header }) => header.name);
    const onProgress = (part: number, all: number) =>
      watch.onProgress?.(done + (all > 0 ? part / all : 1) * valuesOf(own), total);
    const read = await collect(file, names, { ...watch, onProgress });
    for (const { header, name } of own) arrays.set(name, { ...read.get(header.name)!, name });
    done += valuesOf(own);
  }
  return arrays;
}

/** One array of a file, whole. */
export async function readArray(file: OpenedFile, name: string, watch?: ReadWatch): Promise<NamedArray> {
  return (await collect(file, [name], watch)).get(name)!;
}

async function collect(
  file: OpenedFile,
  names: readonly string[],
  watch?: ReadWatch,
): Promise<Map<string, NamedArray>> {
  const begun = new Map<string, Collected>();
  const headers = new Map(file.arrays.map((header) => [header.name, header]));
  const begin = (name: string): Collected => {
    const { shape, dtype } = headers.get(name)!;
    const stored = dtype === 'string' ? 'int32' : dtype;
    // A half takes four bytes once it is widened.
    const wide = stored === 'float16' ? 'float32' : stored;
    const data = viewAs(wide, allocate(sizeOf(shape) * itemBytesOf(wide), name));
    const array = { dtype: stored, data, filled: 0, categories: dtype === 'string' ? [] : null };
    begun.set(name, array);
    return array;
  };
  for await (const { name, data, categories } of file.stream(names, watch)) {
    const array = begun.get(name) ?? begin(name);
    setValues(array.data, data, array.filled);
    array.filled += data.length;
    array.categories = categories;
  }
  return new Map(
    names.map((name) => {
      const { dtype, data, filled, categories } = begun.get(name) ?? begin(name);
      const { shape } = headers.get(name)!;
      if (filled !== sizeOf(shape)) {
        throw new AnnealError('internal', `\`${name}\` was read to value ${filled} of ${sizeOf(shape)}.`);
      }
      return [name, { name, dtype, shape, data: data.subarray(0, filled), categories }];
    }),
  );
}

interface Collected extends Pick<NamedArray, 'dtype' | 'data' | 'categories'> {
  filled: number;
}

/** As `set` of typed arrays, whose types TypeScript cannot match when either may be any. */
function setValues(target: NumericArray, values: NumericArray, at: number): void {
  const size = values.BYTES_PER_ELEMENT;
  if (target.constructor !== values.constructor)
    throw new AnnealError('internal', 'Values of another type came.');
  new Uint8Array(target.buffer, target.byteOffset + at * size, values.byteLength).set(
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  );
}

function valuesOf(arrays: readonly WantedArray[]): number {
  return arrays.reduce((sum, { header }) => sum + sizeOf(header.shape), 0);
}

function headersOf({ name, file, names }: FilePart): ArrayHeader[] {
  return names ? names.map((array) => headerOf(name, file.arrays, array)) : file.arrays;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let copy = 2; taken.has(name); copy++) name = `${wanted}.${copy}`;
  return name;
}
