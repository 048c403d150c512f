/**
 * The sheet of an array, from its values as they come: statistics of each column and the first rows. Missing means NaN or
 * infinite. Of images the columns are channels, over all pixels of all images. Moments, extremes and counts are exact; where
 * a column has very many values, median, outliers and histogram come from a fixed sample of its rows.
 */
import { type ArrayOutline, type NamedArray, type NumericArray, sizeOf } from '../../formats/arrays';
import { viewAs } from '../../formats/values';
import type { ArrayHeader, ArraySheet } from '../../protocol/datasets';
import { type ColumnTally, tallyNumbers, tallyTexts, withoutNumbers } from './columnTally';
import { asPixels, columnCount, columnName, isImageArray, rowCount, type ShapedArray } from './flatColumns';
import { sampleSize } from './rowSample';

/** Columns that a sheet describes; `shape` tells of the rest. */
const MAX_DESCRIBED_COLUMNS = 256;
const FIRST_ROWS = 20;

export interface SheetBuilder {
  /** The next values of the array, row-major. */
  add(values: NumericArray): void;
  /** @param outline as it is known at last. */
  finish(outline: ArrayOutline): ArraySheet;
}

/** How many columns of an array are described. */
export function describedColumns(array: ShapedArray): number {
  return Math.min(columnCount(isImageArray(array) ? asPixels(array) : array), MAX_DESCRIBED_COLUMNS);
}

/** @param together columns that are described at the same time, of this array and others: they share the sample's memory. */
export function createSheet(expected: ArrayHeader, together: number): SheetBuilder {
  const isImages = isImageArray(expected);
  const isText = expected.dtype === 'string';
  const table = isImages ? asPixels(expected) : expected;
  const width = columnCount(table);
  const described = describedColumns(expected);
  const rows = rowCount(table);
  const samples = sampleSize(rows, together, 'describe');
  const beginning: NumericArray[] = [];
  let begun = 0;
  let columns: ColumnTally | null = null;
  let position = 0;
  return {
    add(values) {
      // A scalar has a value and no row.
      if (rows === 0) return;
      if (begun < FIRST_ROWS * width && !isImages) {
        const taken = values.slice(0, FIRST_ROWS * width - begun);
        beginning.push(taken);
        begun += taken.length;
      }
      columns ??= isText ? tallyTexts(described) : tallyNumbers(values, rows, described, samples);
      eachRowPart(values, position, width, described, columns.add);
      position += values.length;
    },
    finish(outline) {
      const { name, shape, categories } = outline;
      const dtype = categories ? 'string' : outline.dtype;
      const names = Array.from({ length: described }, (_, column) =>
        columnName(isImages ? asPixels(outline) : outline, column),
      );
      const found = columns?.finish(names, sizeOf(shape) / Math.max(1, width), categories?.length ?? null);
      return {
        name,
        shape,
        dtype,
        categories,
        columns: found ?? names.map((column) => withoutNumbers(column, 0, 0, [])),
        firstRows: isImages ? [] : firstRows({ ...outline, data: joined(beginning, outline) }, described),
      };
    },
  };
}

/** Describes an array that is in memory. */
export function describeArray(array: NamedArray): ArraySheet {
  const sheet = createSheet(
    { ...array, dtype: array.categories ? 'string' : array.dtype },
    describedColumns(array),
  );
  sheet.add(array.data);
  return sheet.finish(array);
}

/** Calls with the described columns of each row that the values reach into, or with all at once where all are described. */
function eachRowPart(
  values: NumericArray,
  position: number,
  width: number,
  described: number,
  add: ColumnTally['add'],
): void {
  let column = position % width;
  if (described === width) {
    // Rows follow one another without a gap.
    add(values, 0, values.length, column);
    return;
  }
  for (let from = 0; from < values.length; ) {
    const end = Math.min(values.length, from + width - column);
    const to = Math.min(end, from + described - column);
    if (to > from) add(values, from, to, column);
    from = end;
    column = 0;
  }
}

/** Values one after the other, as the type of the outline. */
function joined(parts: readonly NumericArray[], { dtype }: ArrayOutline): NumericArray {
  const [first, ...more] = parts;
  if (!first) return new Float64Array(0);
  if (more.length === 0) return first;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return viewAs(dtype === 'float16' ? 'float32' : dtype, bytes.buffer);
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
