/**
 * What is gathered of the columns of an array while its values pass: counts of small whole numbers and of texts, and of
 * other numbers moments, a sample of the rows, and the values that occur where they are few.
 */
import type { NumericArray } from '../../formats/arrays';
import type { ColumnStatistics } from '../../protocol/datasets';
import { quantile } from '../metrics/statistics';
import { sortedColumn } from './columnFit';
import { countedStatistics } from './countedStatistics';
import { createMoments, meanAndStd } from './moments';
import { sampleRows } from './rowSample';

const BINS = 20;
/** A value this many interquartile ranges beyond the quartiles is an outlier. */
const OUTLIER_RANGES = 3;
/** More values than these are no classes, and not listed. */
const MAX_DISTINCT = 64;
/** Rows that are looked at together. */
const BLOCK_ROWS = 4096;
/** 16-bit numbers are counted one by one in so many columns at most: each takes half a megabyte. */
const MAX_WIDE_COUNTS = 16;

/** What is gathered of all columns. */
export interface ColumnTally {
  /** Values `from` to `to` of `values` belong to neighbouring columns, the first to `column`; rows follow one another. */
  add(values: NumericArray, from: number, to: number, column: number): void;
  /** @param categories how many texts there are; null for numbers. */
  finish(names: readonly string[], rows: number, categories: number | null): ColumnStatistics[];
}

/** @param values the first of them. @param rows that will come. @param samples rows of a sample. */
export function tallyNumbers(
  values: NumericArray,
  rows: number,
  columns: number,
  samples: number,
): ColumnTally {
  if (values instanceof Uint8Array) return countedColumns(columns, 256);
  if (values instanceof Uint16Array && columns <= MAX_WIDE_COUNTS) return countedColumns(columns, 65536);
  return measuredColumns(rows, columns, samples);
}

/** Small whole numbers: how often each occurs says everything. */
function countedColumns(columns: number, kinds: number): ColumnTally {
  // One column after the other.
  const counts = new Uint32Array(columns * kinds);
  const totals = new Float64Array(columns * kinds);
  let counted = 0;

  /** Whole numbers count faster, but not beyond 2³². */
  function carry(): void {
    for (let i = 0; i < counts.length; i++) totals[i]! += counts[i]!;
    counts.fill(0);
    counted = 0;
  }

  return {
    add(values, from, to, column) {
      // Typed for the loop, which runs over every pixel of a set of images.
      const samples = values as Uint8Array | Uint16Array;
      counted += to - from;
      if (counted >= 2 ** 32) carry();
      let base = column * kinds;
      for (let at = from; at < to; at++) {
        const place = base + samples[at]!;
        counts[place] = counts[place]! + 1;
        base += kinds;
        if (base === counts.length) base = 0;
      }
    },
    finish(names) {
      carry();
      return names.map((name, column) => {
        const own = totals.subarray(column * kinds, (column + 1) * kinds);
        return { ...countedStatistics(name, own, BINS, OUTLIER_RANGES), distinct: distinctOf(own) };
      });
    },
  };
}

function distinctOf(counts: Float64Array): number[] | null {
  const found: number[] = [];
  for (let value = 0; value < counts.length; value++) {
    if (counts[value] === 0) continue;
    if (found.length === MAX_DISTINCT) return null;
    found.push(value);
  }
  return found;
}

/** Text has counts only; the histogram is that of the first twenty categories. */
export function tallyTexts(columns: number): ColumnTally {
  const counts = Array.from({ length: columns }, () => new Float64Array(BINS));
  const present = new Float64Array(columns);
  return {
    add(values, from, to, column) {
      let own = column;
      for (let at = from; at < to; at++) {
        const code = Number(values[at]);
        if (code >= 0) present[own]!++;
        if (code >= 0 && code < BINS) counts[own]![code]!++;
        own = own + 1 === columns ? 0 : own + 1;
      }
    },
    finish: (names, rows, categories) =>
      names.map((name, column) => {
        const histogram = Array.from(counts[column]!.subarray(0, categories ?? 0));
        return withoutNumbers(name, present[column]!, rows - present[column]!, histogram);
      }),
  };
}

/** Numbers of any kind. */
function measuredColumns(rows: number, columns: number, samples: number): ColumnTally {
  const moments = createMoments(columns);
  const size = Math.min(samples, rows);
  const positionAt = sampleRows(rows, size);
  const sample = new Float64Array(size * columns);
  const distinct = Array.from({ length: columns }, (): Set<number> | null => new Set());
  const block = new Float64Array(Math.min(rows, BLOCK_ROWS) * columns);
  let filled = 0;
  let seen = 0;
  let taken = 0;
  let isWide = false;

  function flush(): void {
    const values = block.subarray(0, filled);
    const end = seen + filled / columns;
    for (; taken < size && positionAt(taken) < end; taken++) {
      const row = positionAt(taken) - seen;
      sample.set(values.subarray(row * columns, (row + 1) * columns), taken * columns);
    }
    for (let column = 0; column < columns; column++) noteDistinct(values, column);
    moments.add(values);
    seen = end;
    filled = 0;
  }

  function noteDistinct(values: Float64Array, column: number): void {
    const found = distinct[column];
    if (!found) return;
    let last = Number.NaN;
    for (let at = column; at < values.length; at += columns) {
      const value = values[at]!;
      if (value === last || Number.isNaN(value)) continue;
      last = value;
      found.add(value);
      if (found.size > MAX_DISTINCT) {
        distinct[column] = null;
        return;
      }
    }
  }

  return {
    add(values, from, to) {
      isWide ||= values instanceof BigInt64Array || values instanceof BigUint64Array;
      for (let at = from; at < to; ) {
        const end = Math.min(to, at + block.length - filled);
        for (; at < end; at++) {
          const value = Number(values[at]);
          block[filled++] = Number.isFinite(value) ? value : Number.NaN;
        }
        if (filled === block.length) flush();
      }
    },
    finish(names, total) {
      if (filled > 0) flush();
      return names.map((name, column) => {
        const values = sortedColumn(sample.subarray(0, taken * columns), columns, column);
        const count = moments.count[column]!;
        const missing = total - count;
        if (count === 0) return withoutNumbers(name, 0, missing, []);
        const { mean, std } = meanAndStd(moments, column);
        const [min, max] = [moments.min[column]!, moments.max[column]!];
        // Whole numbers beyond 2⁵³ are doubles here, and neighbours of them the same.
        const isRounded = isWide && Math.max(-min, max) > Number.MAX_SAFE_INTEGER;
        const found = isRounded ? null : distinct[column];
        return {
          name,
          count,
          missing,
          mean,
          std,
          min,
          max,
          ...sampledStatistics(values, min, max, count, taken < total),
          distinct: found ? [...found].sort((a, b) => a - b) : null,
        };
      });
    },
  };
}

/** Counts are those of the whole column, also where the values are a sample. @param sorted ascending. */
function sampledStatistics(
  sorted: Float64Array,
  min: number,
  max: number,
  count: number,
  isSample: boolean,
): Pick<ColumnStatistics, 'median' | 'outliers' | 'histogram' | 'sampled'> {
  const share = isSample ? count / Math.max(1, sorted.length) : 1;
  return {
    // A sample of a column that is nearly empty may have missed all of its values.
    median: sorted.length > 0 ? quantile(sorted, 0.5) : null,
    outliers: Math.round(countOutliers(sorted) * share),
    histogram: histogramOf(sorted, min, max).map((value) => Math.round(value * share)),
    sampled: isSample ? sorted.length : null,
  };
}

/** Statistics of a column without a number. */
export function withoutNumbers(
  name: string,
  count: number,
  missing: number,
  histogram: number[],
): ColumnStatistics {
  const numbers = { mean: null, std: null, min: null, max: null, median: null, outliers: 0 };
  return { name, count, missing, ...numbers, histogram, sampled: null, distinct: null };
}

function countOutliers(sorted: Float64Array): number {
  const low = quantile(sorted, 0.25);
  const high = quantile(sorted, 0.75);
  // Half of the values being equal says nothing about how far off the others are.
  if (low === high) return 0;
  const reach = OUTLIER_RANGES * (high - low);
  let outliers = 0;
  for (const value of sorted) if (value < low - reach || value > high + reach) outliers++;
  return outliers;
}

/** Equal bins from min to max, the last one closed as NumPy's; a constant column lies in the first. */
function histogramOf(sorted: Float64Array, min: number, max: number): number[] {
  const bins = new Array<number>(BINS).fill(0);
  const width = (max - min) / BINS;
  for (const value of sorted)
    bins[width === 0 ? 0 : Math.min(BINS - 1, Math.floor((value - min) / width))]!++;
  return bins;
}
