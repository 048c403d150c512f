/** Short ways to write arrays in the tests of this folder. */
import type { ArraySet, NamedArray } from '../../formats/arrays';

export function numbers(name: string, values: number[], shape: number[] = [values.length]): NamedArray {
  return { name, dtype: 'float64', shape, data: Float64Array.from(values), categories: null };
}

/** A text column; null is missing. */
export function texts(name: string, values: (string | null)[]): NamedArray {
  const categories = [...new Set(values.filter((value) => value !== null))];
  const codes = values.map((value) => (value === null ? -1 : categories.indexOf(value)));
  return { name, dtype: 'int32', shape: [values.length], data: Int32Array.from(codes), categories };
}

export function setOf(...arrays: NamedArray[]): ArraySet {
  return new Map(arrays.map((array) => [array.name, array]));
}
