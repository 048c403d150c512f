/**
 * The sheet of an array: exact statistics of each column and the first rows. Missing means NaN or infinite. Of images the
 * columns are channels, over all pixels of all images.
 */

import type { NamedArray } from '../../formats/arrays';
import type { ArraySheet, ColumnStatistics } from '../../protocol/datasets';
import { quantile } from '../metrics/statistics';
import { countColumn, countedStatistics } from './countedStatistics';
import {
  asPixels,
  columnCount,
  columnName,
  columnStride,
  isImageArray,
  numberReader,
  rowCount,
} from './flatColumns';
import { meanOf } from './scaling';

/** Columns that a sheet describes; `shape` tells of the rest. */
const MAX_DESCRIBED_COLUMNS = 256;
const FIRST_ROWS = 20;
const BINS = 20;
/** A value this many interquartile ranges beyond the quartiles is an outlier. */
const OUTLIER_RANGES = 3;

/** @param onProgress columns done and in all. */
export function describeArray(
  array: NamedArray,
  onProgress?: (done: number, total: number) => void,
): ArraySheet {
  const isImages = isImageArray(array);
  const table = isImages ? asPixels(array) : array;
  const count = Math.min(columnCount(table), MAX_DESCRIBED_COLUMNS);
  const columns: ColumnStatistics[] = [];
  for (let column = 0; column < count; column++) {
    columns.push(describeColumn(table, column));
    onProgress?.(column + 1, count);
  }
  const { name, shape, categories } = array;
  const dtype = categories ? 'string' : array.dtype;
  return { name, shape, dtype, categories, columns, firstRows: isImages ? [] : firstRows(array, count) };
}

function describeColumn(array: NamedArray, column: number): ColumnStatistics {
  const stride = columnStride(array, column);
  const counts = stride.rows === 0 ? null : countColumn(array, stride);
  if (counts) return countedStatistics(columnName(array, column), counts, BINS, OUTLIER_RANGES);
  const { start, step, rows } = stride;
  const read = numberReader(array);
  const values = new Float64Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const value = read(start + row * step);
    if (!Number.isNaN(value)) values[count++] = value;
  }
  const name = columnName(array, column);
  const present = values.subarray(0, count);
  return array.categories
    ? categoryStatistics(name, present, rows - count, array.categories.length)
    : numberStatistics(name, present.sort(), rows - count);
}

/** @param sorted the present values, ascending. */
function numberStatistics(name: string, sorted: Float64Array, missing: number): ColumnStatistics {
  const count = sorted.length;
  if (count === 0) return withoutNumbers(name, count, missing, []);
  const mean = meanOf(sorted);
  const min = sorted[0]!;
  const max = sorted[count - 1]!;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  return {
    name,
    count,
    missing,
    mean,
    // A constant column has deviation 0, though its sum rounds.
    std: min === max ? 0 : Math.sqrt(squares / count),
    min,
    max,
    median: quantile(sorted, 0.5),
    outliers: countOutliers(sorted),
    histogram: histogramOf(sorted, min, max),
  };
}

/** Text has counts only; the histogram is that of the first twenty categories. */
function categoryStatistics(
  name: string,
  codes: Float64Array,
  missing: number,
  categories: number,
): ColumnStatistics {
  const histogram = new Array<number>(Math.min(categories, BINS)).fill(0);
  for (const code of codes) if (code < histogram.length) histogram[code]!++;
  return withoutNumbers(name, codes.length, missing, histogram);
}

function withoutNumbers(name: string, count: number, missing: number, histogram: number[]): ColumnStatistics {
  const numbers = { mean: null, std: null, min: null, max: null, median: null, outliers: 0 };
  return { name, count, missing, ...numbers, histogram };
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

function firstRows(array: NamedArray, columns: number): (number | string | null)[][] {
  const rows = Math.min(rowCount(array), FIRST_ROWS);
  const step = columnCount(array);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => printed(array, row * step + column)),
  );
}

/** A value as it would be printed: text by its spelling, float32 without the digits that only float64 shows. */
function printed({ data, dtype, categories }: NamedArray, index: number): number | string | null {
  const value = data[index]!;
  if (categories) return Number(value) < 0 ? null : categories[Number(value)]!;
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  }
  if (Number.isNaN(value)) return null;
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return dtype === 'float32' || dtype === 'float16' ? shortest(value) : value;
}

/** The fewest digits that still name the same float32. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
