/** An array seen as a table: its rows, and its columns by name. `X` [n, 3] has the columns `X[0]`, `X[1]`, `X[2]`. */
import { type NamedArray, type NumericArray, sizeOf } from '../../formats/arrays';
import { AnnealError } from '../../protocol/errors';

/** The part of an array that decides how it lies as a table; headers and sheets have it too. */
export interface ShapedArray {
  name: string;
  shape: readonly number[];
}

/** What decides whether an array can be a column: headers, sheets and outlines have it. */
export interface ColumnedArray extends ShapedArray {
  categories: readonly string[] | null;
}

/** Samples: the first axis, or the last of two when transposed. A scalar has none. */
export function rowCount({ shape }: ShapedArray, transpose = false): number {
  return (transpose && shape.length === 2 ? shape[1] : shape[0]) ?? 0;
}

/** Values a sample holds; axes after the first count as one. */
export function columnCount({ shape }: ShapedArray, transpose = false): number {
  return transpose && shape.length === 2 ? shape[0]! : sizeOf(shape.slice(1));
}

/** `name` for an array with one column, else `name[column]`. */
export function columnName(array: ShapedArray, column: number, transpose = false): string {
  return array.shape.length <= 1 || columnCount(array, transpose) === 1
    ? array.name
    : `${array.name}[${column}]`;
}

/** How to walk along one column of the array's values. */
export function columnStride(
  array: ShapedArray,
  column: number,
  transpose = false,
): { start: number; step: number; rows: number } {
  if (transpose && array.shape.length > 2) {
    throw new AnnealError(
      'data-mismatch',
      `\`${array.name}\` has ${array.shape.length} axes and cannot be transposed.`,
      {
        place: array.name,
        received: `shape [${array.shape.join(', ')}]`,
        remedy:
          'Only tables are transposed: turn dataset.transpose off, or save the array with samples first.',
      },
    );
  }
  const rows = rowCount(array, transpose);
  return transpose && array.shape.length === 2
    ? { start: column * rows, step: 1, rows }
    : { start: column, step: columnCount(array), rows };
}

/** One number of an array as a double: missing category codes and infinities become NaN, that is, missing. */
export function numberReader({
  data,
  categories,
}: Pick<NamedArray, 'data' | 'categories'>): (index: number) => number {
  const values: NumericArray = data;
  if (categories) return (index) => (Number(values[index]) < 0 ? Number.NaN : Number(values[index]));
  return (index) => {
    const value = Number(values[index]);
    return Number.isFinite(value) ? value : Number.NaN;
  };
}

/** Shorter sides belong to tables of small matrices. */
const MIN_SIDE = 8;
const MAX_CHANNELS = 4;

/**
 * Which arrays look like sets of images: [N, H, W], or [N, H, W, C] with up to four channels. They are described by
 * channel, not by each of their thousands of pixels.
 */
export function isImageArray({ shape }: ShapedArray): boolean {
  const [, height = 0, width = 0, channels = 1] = shape;
  return (
    (shape.length === 3 || shape.length === 4) &&
    height >= MIN_SIDE &&
    width >= MIN_SIDE &&
    channels >= 1 &&
    channels <= MAX_CHANNELS
  );
}

/** The same values as a table [pixels of all images, channels]. */
export function asPixels<Shaped extends ShapedArray>(array: Shaped): Shaped {
  const channels = array.shape[3] ?? 1;
  return { ...array, shape: [sizeOf(array.shape.slice(0, 3)), channels] };
}
