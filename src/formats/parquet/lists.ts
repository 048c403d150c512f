/** Columns of lists: where each row has as many elements, they are an array of several columns. */
import type { DecodedArray, SchemaElement } from 'hyparquet';
import type { NumericArray } from '../arrays';
import { SLAB_BYTES } from '../values';
import { numberOf } from './chunks';
import type { ParquetColumn } from './columns';

/** How a row is nested, from the outside: what may be missing is an array of one or none. */
function nesting(path: readonly SchemaElement[]): ('optional' | 'list')[] {
  return path.flatMap(({ repetition_type: repetition }, depth) => {
    if (repetition === 'REPEATED') return ['list' as const];
    return repetition === 'OPTIONAL' && depth < path.length - 1 ? ['optional' as const] : [];
  });
}

/** Finds the lengths that all lists have. Rows without a list, or with an empty one, are missing. */
export function createListMeasure({ path }: ParquetColumn): {
  take(rows: DecodedArray): void;
  /** Null where they differ. */
  shape(): number[] | null;
} {
  const kinds = nesting(path);
  const lengths: (number | undefined)[] = kinds.filter((kind) => kind === 'list').map(() => undefined);
  let areEqual = true;

  function measure(value: unknown, depth: number, list: number): void {
    const kind = kinds[depth];
    if (kind === undefined || !Array.isArray(value) || value.length === 0) return;
    if (kind === 'optional') {
      measure(value[0], depth + 1, list);
      return;
    }
    lengths[list] ??= value.length;
    if (lengths[list] !== value.length) areEqual = false;
    for (const item of value) measure(item, depth + 1, list + 1);
  }

  return {
    take(rows) {
      for (let row = 0; row < rows.length && areEqual; row++) measure(rows[row], 0, 0);
    },
    shape: () => (areEqual ? lengths.map((length) => length ?? 1) : null),
  };
}

/** Rows as numbers, in slabs of whole rows; @throws Error for a row of another shape. */
export function* listNumbers(rows: DecodedArray, column: ParquetColumn): Generator<NumericArray> {
  const { path, shape, dtype } = column;
  const kinds = nesting(path);
  const width = shape.reduce((product, length) => product * length, 1);
  const Numbers = dtype === 'float32' ? Float32Array : Float64Array;
  const step = Math.max(1, Math.floor(SLAB_BYTES / Numbers.BYTES_PER_ELEMENT / Math.max(1, width)));
  for (let start = 0; start < rows.length; start += step) {
    const slab = new Numbers(Math.min(step, rows.length - start) * width).fill(Number.NaN);
    for (let row = 0; row < slab.length / width; row++)
      fill(rows[start + row], 0, 0, row * width, width, slab);
    yield slab;
  }

  function fill(
    value: unknown,
    depth: number,
    list: number,
    at: number,
    size: number,
    slab: Float32Array | Float64Array,
  ): void {
    const kind = kinds[depth];
    if (kind === undefined) {
      slab[at] = Array.isArray(value) ? Number.NaN : numberOf(value, column.divisor ?? 1);
      return;
    }
    if (value === undefined) throw new Error('a value is missing where there has to be one');
    if (!Array.isArray(value) || value.length === 0) return;
    if (kind === 'optional') {
      fill(value[0], depth + 1, list, at, size, slab);
      return;
    }
    if (value.length !== shape[list]) throw new Error('its lists differ in length');
    const part = size / value.length;
    for (const [index, item] of value.entries())
      fill(item, depth + 1, list + 1, at + index * part, part, slab);
  }
}
