/** Class labels beyond 2⁵³, identifiers for instance: as doubles, which columns are made of, neighbours would be one class. */
import type { DatasetReader } from '../../../engine/data/datasetReader';
import { columnCount, rowCount } from '../../../engine/data/flatColumns';

const STEP = 1 << 18;
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * The data with such a target as text, its whole numbers written out, in ascending order.
 * @param limit more different values than these are no classes, and stay numbers.
 */
export async function withWideClasses(
  data: DatasetReader,
  targets: readonly string[],
  limit: number,
): Promise<DatasetReader> {
  const [name = ''] = targets;
  const array = data.arrays.get(name);
  if (!array || targets.length !== 1 || !/^u?int64$/.test(array.dtype) || array.categories) return data;
  if (columnCount(array) !== 1) return data;
  const found = await distinctIntegers(data, name, rowCount(array), limit);
  if (!found?.some((value) => value > LARGEST || value < -LARGEST)) return data;
  const codes = new Map(found.map((value, code) => [value, code]));
  const categories = found.map(String);
  return {
    ...data,
    arrays: new Map([...data.arrays, [name, { ...array, dtype: 'int32' as const, categories }]]),
    async read(wanted, start, end) {
      const values = await data.read(wanted, start, end);
      return wanted === name
        ? Int32Array.from([...values], (value) => codes.get(BigInt(value)) ?? -1)
        : values;
    },
    facts: (column) => (column === name ? null : (data.facts?.(column) ?? null)),
  };
}

/** Ascending; null where there are more than the limit. */
async function distinctIntegers(
  data: DatasetReader,
  name: string,
  rows: number,
  limit: number,
): Promise<bigint[] | null> {
  const found = new Set<bigint>();
  for (let start = 0; start < rows; start += STEP) {
    for (const value of await data.read(name, start, Math.min(start + STEP, rows))) found.add(BigInt(value));
    if (found.size > limit) return null;
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}
