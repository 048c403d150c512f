/** Text columns as category codes. */
import { AnnealError } from '../protocol/errors';
import type { NamedArray } from './arrays';

export interface CategoryEncoder {
  /** Adds the next value; null or blank text is missing. @throws AnnealError `file-too-large` for too many different ones. */
  add(text: string | null): void;
  /** The column, once. Categories are sorted by code unit, so that they do not depend on the order of the rows. */
  finish(name: string, shape: number[]): NamedArray;
}

/** A map of JavaScript holds no more. */
const MOST_CATEGORIES = 2 ** 24 - 1;

/**
 * @param count number of values that will be added.
 * @param place of the column, for its error.
 */
export function createCategoryEncoder(count: number, place: string): CategoryEncoder {
  const codes = new Int32Array(count).fill(-1);
  const known = new Map<string, number>();
  let position = 0;
  return {
    add(text) {
      const value = text?.trim() ?? '';
      if (value !== '') {
        let code = known.get(value);
        if (code === undefined) {
          if (known.size === MOST_CATEGORIES) throw tooMany(place);
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
      for (let row = 0; row < count; row++) {
        if (codes[row]! >= 0) codes[row] = ranks[codes[row]!]!;
      }
      return { name, dtype: 'int32', shape, data: codes, categories };
    },
  };
}

function tooMany(place: string): AnnealError {
  return new AnnealError('file-too-large', `${place} has more than ${MOST_CATEGORIES} different texts.`, {
    place,
    received: `${MOST_CATEGORIES + 1} texts`,
    remedy: 'Leave the column out; so many texts are identifiers, not categories.',
  });
}
