/** Text columns as category codes. */
import type { NamedArray } from './arrays';

export interface CategoryEncoder {
  /** Adds the next value; null or blank text is missing. */
  add(text: string | null): void;
  /** The column. Categories are sorted by code unit, so that they do not depend on the order of the rows. */
  finish(name: string, shape: number[]): NamedArray;
}

/** @param count number of values that will be added. */
export function createCategoryEncoder(count: number): CategoryEncoder {
  const codes = new Int32Array(count).fill(-1);
  const known = new Map<string, number>();
  let position = 0;
  return {
    add(text) {
      const value = text?.trim() ?? '';
      if (value !== '') {
        let code = known.get(value);
        if (code === undefined) {
          code = known.size;
          known.set(value, code);
        }
        codes[position] = code;
      }
      position++;
    },
    finish(name, shape) {
      const categories = [...known.keys()].sort();
      const ranks = new Int32Array(categories.length);
      categories.forEach((text, rank) => {
        ranks[known.get(text)!] = rank;
      });
      const data = codes.map((code) => (code < 0 ? -1 : ranks[code]!));
      return { name, dtype: 'int32', shape, data, categories };
    },
  };
}
