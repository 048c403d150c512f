/** The values of a column, a column chunk at a time: what a row group holds of it, the least that hyparquet reads. */
import type { AsyncBuffer, Compressors, DecodedArray, FileMetaData } from 'hyparquet';
import type { NumericArray } from '../arrays';
import { type ReadWatch, throwIfAborted } from '../openedFile';
import { SLAB_BYTES } from '../values';
import type { ParquetColumn } from './columns';

export interface ParquetSource {
  name: string;
  bytes: AsyncBuffer;
  metadata: FileMetaData;
}

/**
 * The column's values in order, in runs of a page or more.
 * @param watch is told rows of the column, once all of a row group have been taken.
 */
export async function* chunksOf(
  { name, bytes, metadata }: ParquetSource,
  { element, leaf }: ParquetColumn,
  { onProgress, signal }: ReadWatch,
): AsyncGenerator<DecodedArray> {
  const { parquetRead } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const rows = Number(metadata.num_rows);
  const schema = [{ ...metadata.schema[0]!, num_children: 1 }, element];
  let done = 0;
  for (const group of metadata.row_groups) {
    throwIfAborted(signal, name);
    // A file of this chunk alone: hyparquet goes through all columns and row groups whenever it reads one.
    const chunk = { ...metadata, schema, row_groups: [{ ...group, columns: [group.columns[leaf]!] }] };
    yield* await readChunk(parquetRead, bytes, chunk, compressors);
    done += Number(group.num_rows);
    onProgress?.(done, rows);
  }
}

async function readChunk(
  parquetRead: typeof import('hyparquet').parquetRead,
  file: AsyncBuffer,
  metadata: FileMetaData,
  compressors: Compressors,
): Promise<DecodedArray[]> {
  const pages: DecodedArray[] = [];
  await parquetRead({ file, metadata, compressors, onPage: ({ columnData }) => pages.push(columnData) });
  return pages;
}

/** Values as numbers of the column's type, in slabs; null is NaN. */
export function* numbersOf(values: DecodedArray, dtype: ParquetColumn['dtype']): Generator<NumericArray> {
  const Numbers = dtype === 'bool' ? Uint8Array : dtype === 'float32' ? Float32Array : Float64Array;
  const step = SLAB_BYTES / Numbers.BYTES_PER_ELEMENT;
  for (let start = 0; start < values.length; start += step) {
    const slab = new Numbers(Math.min(step, values.length - start));
    for (let index = 0; index < slab.length; index++) {
      const value: unknown = values[start + index];
      slab[index] = value === null || value === undefined ? Number.NaN : Number(value);
    }
    yield slab;
  }
}
