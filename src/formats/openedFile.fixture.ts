/** Arrays in memory as a file that offers them, for tests. */
import type { FileFormat } from '../protocol/datasets';
import type { NamedArray } from './arrays';
import type { OpenedFile } from './openedFile';

export interface FileOptions {
  format?: FileFormat;
  /** Values of a slab. */
  step?: number;
  /** What the headers say before anything is streamed; what the arrays have when left out. */
  expected?: readonly NamedArray[];
  plain?: OpenedFile['plain'];
}

/** The arrays come in turns, as those of a table do; the headers are right at the end. */
export function fileOf(
  arrays: readonly NamedArray[],
  { format = 'hdf5', step = 1000, expected = arrays, plain }: FileOptions = {},
): OpenedFile {
  const headers = expected.map(({ name, shape, dtype, categories }) => ({
    name,
    shape,
    dtype: categories ? ('string' as const) : dtype,
  }));
  return {
    format,
    arrays: headers,
    notes: [],
    async *stream(names) {
      const wanted = arrays.filter(({ name }) => names.includes(name));
      for (let start = 0; wanted.some(({ data }) => start < data.length); start += step) {
        for (const { name, data, categories } of wanted) {
          if (start < data.length) yield { name, data: data.slice(start, start + step), categories };
        }
      }
      for (const [index, { shape }] of arrays.entries()) headers[index]!.shape = shape;
    },
    ...(plain && { plain }),
    close() {},
  };
}
