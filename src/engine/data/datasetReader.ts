/** A dataset whose values are read when they are needed: from memory, or from wherever they lie plainly in files. */
import {
  type ArrayOutline,
  type ArraySet,
  type NamedArray,
  type NumericArray,
  sizeOf,
} from '../../formats/arrays';
import type { ByteSource } from '../../formats/byteSource';
import type { PlainValues } from '../../formats/openedFile';
import { itemBytesOf, readPlain, SLAB_BYTES } from '../../formats/values';
import { AnnealError } from '../../protocol/errors';

export interface DatasetReader {
  /** What is known of the arrays without their values, in file order. */
  readonly arrays: ReadonlyMap<string, ArrayOutline>;
  /** Values from `start` to `end` of an array, row-major; all of them when left out. They may be the dataset's own. */
  read(name: string, start?: number, end?: number): Promise<NumericArray>;
  /** SHA-256 of the content (`fingerprint.ts`), where it is known. */
  readonly fingerprint?: string;
  /** What an import has found out about a column; absent, or null, where nobody has looked. */
  facts?(column: string): ColumnFacts | null;
  /** Releases files; a read after it is an error. */
  close(): void;
}

export interface ColumnFacts {
  missing: number;
  /** All values that occur, ascending, where they are few; of text, and of many values, null. */
  distinct: readonly number[] | null;
}

/** The same, remembering the last read of each array: several columns of one array are read side by side. */
export function rememberReads(data: DatasetReader): DatasetReader {
  const last = new Map<string, { start: number; end: number | undefined; values: Promise<NumericArray> }>();
  return {
    ...data,
    read(name, start = 0, end) {
      const known = last.get(name);
      if (known?.start === start && known.end === end) return known.values;
      const values = data.read(name, start, end);
      last.set(name, { start, end, values });
      return values;
    },
  };
}

/** Arrays that are in memory already. */
export function residentData(arrays: ArraySet): DatasetReader {
  return {
    arrays,
    async read(name, start, end) {
      return requireArray(arrays, name).data.subarray(start, end);
    },
    close() {},
  };
}

/** An array and where its values lie. */
export interface PlacedArray {
  outline: ArrayOutline;
  values: PlainValues;
}

/** An array in a dataset's own file, in which halves are wide. */
export function placedIn(bytes: ByteSource, outline: ArrayOutline, offset: number): PlacedArray {
  const dtype = outline.dtype === 'float16' ? 'float32' : outline.dtype;
  return { outline, values: { bytes, offset, dtype, bigEndian: false } };
}

/** Arrays that lie plainly in files. @param close releases them. */
export function placedData(places: readonly PlacedArray[], close: () => void = () => {}): DatasetReader {
  const values = new Map(places.map(({ outline, values }) => [outline.name, values]));
  const arrays = new Map(places.map(({ outline }) => [outline.name, outline]));
  return {
    arrays,
    read(name, start = 0, end) {
      const { shape } = requireArray(arrays, name);
      return readPlain(values.get(name)!, start, end ?? sizeOf(shape));
    },
    close,
  };
}

/** An array whole. */
export async function readWhole(data: DatasetReader, name: string): Promise<NamedArray> {
  const outline = requireArray(data.arrays, name);
  return { ...outline, data: await data.read(name) };
}

/** The values of an array from its beginning to its end, some megabytes at a time. */
export async function* readBlocks(data: DatasetReader, name: string): AsyncGenerator<NumericArray> {
  const { dtype, shape } = requireArray(data.arrays, name);
  const size = sizeOf(shape);
  const step = SLAB_BYTES / itemBytesOf(dtype);
  for (let start = 0; start < size; start += step)
    yield await data.read(name, start, Math.min(start + step, size));
}

/** All arrays in memory. */
export async function readAll(data: DatasetReader): Promise<ArraySet> {
  const arrays = new Map<string, NamedArray>();
  for (const name of data.arrays.keys()) arrays.set(name, await readWhole(data, name));
  return arrays;
}

/** What the values take in memory, in bytes; float16 is widened. */
export function bytesInMemory(arrays: Iterable<ArrayOutline>): number {
  let sum = 0;
  for (const { dtype, shape } of arrays)
    sum += sizeOf(shape) * itemBytesOf(dtype === 'float16' ? 'float32' : dtype);
  return sum;
}

function requireArray<Found>(arrays: ReadonlyMap<string, Found>, name: string): Found {
  const found = arrays.get(name);
  if (found) return found;
  throw new AnnealError('data-not-found', `There is no array \`${name}\`.`, {
    place: name,
    remedy: `There are: ${[...arrays.keys()].slice(0, 20).join(', ')}.`,
  });
}
