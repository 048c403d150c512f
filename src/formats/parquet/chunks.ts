/** The values of a column, a column chunk at a time: what a row group holds of it, the least that hyparquet reads. */
import type { ColumnMetaData, Compressors, DecodedArray, FileMetaData, SchemaElement } from 'hyparquet';
import type { NumericArray } from '../arrays';
import { type ByteSource, bytesOf } from '../byteSource';
import { type ReadWatch, throwIfAborted } from '../openedFile';
import { SLAB_BYTES } from '../values';
import type { ParquetColumn } from './columns';
import { checkPages } from './pages';

export interface ParquetSource {
  name: string;
  bytes: ByteSource;
  metadata: FileMetaData;
  rows: number;
}

/**
 * The column's values in order, in runs of a page or more; each row of a list an array of arrays (`lists.ts`).
 * @param watch is told rows of the column, once all of a row group have been taken.
 * @throws Error where a chunk holds more or fewer values than it declares.
 */
export async function* chunksOf(
  source: ParquetSource,
  column: ParquetColumn,
  { onProgress, signal }: ReadWatch,
): AsyncGenerator<DecodedArray> {
  const { name, metadata, rows: total } = source;
  let done = 0;
  for (const [group, { num_rows, columns }] of metadata.row_groups.entries()) {
    throwIfAborted(signal, name);
    const rows = Number(num_rows);
    if (rows > 0) {
      const values = await readChunk(source, column, columns[column.leaf]!.meta_data!, rows);
      const found = values.reduce((sum, { length }) => sum + length, 0);
      if (found !== rows) throw new Error(`row group ${group} has ${found} of ${rows} values`);
      yield* values;
    }
    done += rows;
    onProgress?.(done, total);
  }
}

async function readChunk(
  { bytes, metadata }: ParquetSource,
  { path }: ParquetColumn,
  chunk: ColumnMetaData,
  rows: number,
): Promise<DecodedArray[]> {
  const { parquetRead } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const start = chunkStart(chunk);
  const content = await bytesOf(bytes, start, start + Number(chunk.total_compressed_size));
  checkPages(content, chunk);
  // A file of this chunk alone: hyparquet goes through all columns and row groups whenever it reads one. Names of its own
  // tell columns of one name apart, and those that mean something in JavaScript.
  const names = path.map((_, depth) => `c${depth}`);
  const schema: SchemaElement[] = [
    { ...metadata.schema[0]!, num_children: 1 },
    ...path.map((element, depth) => ({
      ...plainElement(element),
      name: names[depth]!,
      num_children: depth < path.length - 1 ? 1 : undefined,
    })),
  ];
  const columns = [{ file_offset: 0n, meta_data: { ...chunk, path_in_schema: names } }];
  const group = { columns, total_byte_size: chunk.total_uncompressed_size, num_rows: BigInt(rows) };
  const pages: DecodedArray[] = [];
  await parquetRead({
    file: {
      byteLength: bytes.size,
      slice: (from, to = bytes.size) => content.slice(from - start, to - start).buffer,
    },
    metadata: { version: 1, schema, num_rows: BigInt(rows), row_groups: [group], metadata_length: 0 },
    compressors: careful(compressors),
    utf8: false,
    parsers: { timestampFromNanoseconds: (nanoseconds) => Number(nanoseconds) / 1e9 },
    onPage: ({ columnData }) => pages.push(columnData),
  });
  checkNulls(pages, chunk, path);
  return pages;
}

/** Where the pages of a chunk begin: some writers leave out where the dictionary is. */
export function chunkStart({
  dictionary_page_offset: dictionary,
  data_page_offset: data,
}: ColumnMetaData): number {
  return Number(dictionary && dictionary > 0n && dictionary < data ? dictionary : data);
}

/** What hyparquet makes of a leaf; times, dates and decimals stay whole numbers, which are divided here. */
function plainElement(element: SchemaElement): SchemaElement {
  const { type, type_length, repetition_type, name, logical_type: logical } = element;
  const plain: SchemaElement = { type, type_length, repetition_type, name };
  const annotation = logical?.type ?? element.converted_type;
  if (annotation === 'STRING' || annotation === 'ENUM' || annotation === 'UTF8')
    return { ...plain, converted_type: 'UTF8' };
  const isUnsigned =
    /^UINT_(32|64)$/.test(element.converted_type ?? '') ||
    annotation === 'FLOAT16' ||
    annotation === 'INTEGER';
  return isUnsigned ? { ...plain, converted_type: element.converted_type, logical_type: logical } : plain;
}

/** A page without values may be no stream of its codec at all. */
function careful(compressors: Compressors): Compressors {
  return Object.fromEntries(
    Object.entries(compressors).map(([codec, unpack]) => [
      codec,
      (input: Uint8Array, length: number) => (length === 0 ? new Uint8Array(0) : unpack!(input, length)),
    ]),
  );
}

/** Damage in the levels looks like missing values. @throws Error */
function checkNulls(
  pages: readonly DecodedArray[],
  { statistics }: ColumnMetaData,
  path: readonly SchemaElement[],
): void {
  const declared = statistics?.null_count;
  if (declared === undefined || path.length > 1 || path[0]!.repetition_type === 'REPEATED') return;
  let nulls = 0;
  for (const values of pages) {
    if (!Array.isArray(values)) continue;
    for (const value of values) if (value === null) nulls++;
  }
  if (BigInt(nulls) !== BigInt(declared))
    throw new Error(`it has ${nulls} missing values, and declares ${declared}`);
}

/** Values as numbers of the column's type, in slabs; null is NaN. @throws Error for a value that is not there. */
export function* numbersOf(values: DecodedArray, { dtype, divisor }: ParquetColumn): Generator<NumericArray> {
  const count = values.length;
  if (divisor === null) {
    const Wholes = dtype === 'uint64' ? BigUint64Array : BigInt64Array;
    const step = SLAB_BYTES / 8;
    for (let start = 0; start < count; start += step) {
      const slab = new Wholes(Math.min(step, count - start));
      for (let index = 0; index < slab.length; index++) slab[index] = wholeOf(values[start + index]);
      yield slab;
    }
    return;
  }
  const Numbers = dtype === 'bool' ? Uint8Array : dtype === 'float32' ? Float32Array : Float64Array;
  const step = SLAB_BYTES / Numbers.BYTES_PER_ELEMENT;
  for (let start = 0; start < count; start += step) {
    const slab = new Numbers(Math.min(step, count - start));
    for (let index = 0; index < slab.length; index++) slab[index] = numberOf(values[start + index], divisor);
    yield slab;
  }
}

export function numberOf(value: unknown, divisor: number): number {
  if (typeof value === 'number') return divisor === 1 ? value : value / divisor;
  if (value === null) return Number.NaN;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value) / divisor;
  if (value instanceof Uint8Array) return Number(decimalOf(value)) / divisor;
  throw new Error('a value is missing where there has to be one');
}

export function wholeOf(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  throw new Error('a value is missing where there has to be one');
}

/** Two's complement, the highest byte first. */
function decimalOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  return bytes.length > 0 && bytes[0]! > 127 ? value - 256n ** BigInt(bytes.length) : value;
}
