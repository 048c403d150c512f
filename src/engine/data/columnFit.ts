/** What scaling, and stand-ins for missing values, take from columns at chosen rows, in one pass over the data. */
import { quantile } from '../metrics/statistics';
import type { ColumnBlock } from './columns';
import { createMoments, type Moments, meanAndStd } from './moments';
import { sampleRows, sampleSize } from './rowSample';

export interface ColumnFit {
  moments: Moments;
  /** Present values of each column, ascending; of a sample of the rows where they are very many. Null if not asked for. */
  sorted: Float64Array[] | null;
  /** Rows that were looked at for `sorted`, where that is not all of them. */
  sampled: number | null;
}

export interface ColumnFitting {
  /** All blocks of the data, one after the other. */
  add(block: ColumnBlock): void;
  finish(): ColumnFit;
}

/**
 * @param rows to fit on, ascending.
 * @param quantiles whether `sorted` is wanted.
 */
export function createColumnFit(columns: number, rows: Uint32Array, quantiles: boolean): ColumnFitting {
  const moments = createMoments(columns);
  const size = quantiles ? sampleSize(rows.length, columns, 'fit') : 0;
  const positionAt = sampleRows(rows.length, size);
  const sample = new Float64Array(size * columns);
  let next = 0;
  let taken = 0;
  return {
    add({ start, rows: count, values }) {
      const first = next;
      while (next < rows.length && rows[next]! < start + count) next++;
      const chosen = rows.subarray(first, next);
      const line = (row: number) => values.subarray((row - start) * columns, (row - start + 1) * columns);
      for (; taken < size && positionAt(taken) < next; taken++) {
        sample.set(line(rows[positionAt(taken)]!), taken * columns);
      }
      moments.add(chosen.length === count ? values : pickRows(chosen, columns, line));
    },
    finish: () => ({
      moments,
      sorted: quantiles ? Array.from({ length: columns }, (_, i) => sortedColumn(sample, columns, i)) : null,
      sampled: quantiles && size < rows.length ? size : null,
    }),
  };
}

/**
 * Mean or median of each column's present values.
 * @returns NaN for a column without any.
 */
export function middles({ moments, sorted }: ColumnFit, kind: 'mean' | 'median'): number[] {
  return Array.from(moments.count, (count, column) => {
    if (count === 0) return Number.NaN;
    return kind === 'mean' ? meanAndStd(moments, column).mean : quantile(sorted![column]!, 0.5);
  });
}

function pickRows(rows: Uint32Array, columns: number, line: (row: number) => Float64Array): Float64Array {
  const picked = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) picked.set(line(rows[i]!), i * columns);
  return picked;
}

/** The present values of a column, ascending. @param values [rows × columns]. */
export function sortedColumn(values: Float64Array, columns: number, column: number): Float64Array {
  const present = new Float64Array(values.length / columns);
  let count = 0;
  for (let at = column; at < values.length; at += columns) {
    if (!Number.isNaN(values[at])) present[count++] = values[at]!;
  }
  return present.subarray(0, count).sort();
}
