/** Which rows stand for all where a column has too many values to sort them in memory: fixed by their number. */
import { randomStream } from '../random';

/** Values that a sample of all columns together holds: to look at, and to scale a model's inputs by. */
const MAX_VALUES = { describe: 2 ** 22, fit: 2 ** 24 };
/** Rows of a sample of very many columns. */
const MIN_ROWS = 2 ** 12;

/** How many of so many rows are looked at, of so many columns: all of them where they fit. */
export function sampleSize(rows: number, columns: number, purpose: keyof typeof MAX_VALUES): number {
  return Math.min(rows, Math.max(MIN_ROWS, Math.floor(MAX_VALUES[purpose] / Math.max(1, columns))));
}

/**
 * Ascending row numbers, one from each of `size` equal stretches; all rows where there are no more than that.
 * The same for the same numbers, whatever the data.
 */
export function sampleRows(rows: number, size: number): (index: number) => number {
  if (size >= rows) return (index) => index;
  const random = randomStream(0, 'row sample');
  const picked = new Float64Array(size);
  for (let index = 0; index < size; index++)
    picked[index] = Math.floor(((index + random.uniform()) * rows) / size);
  return (index) => picked[index] ?? rows;
}
