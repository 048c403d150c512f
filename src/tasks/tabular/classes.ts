/** Whether a target is a class, and which classes there are. */

import type { ColumnTable } from '../../engine/data/columns';
import { AnnealError } from '../../protocol/errors';

/** Whole numbers with at most so many different values are taken for classes unless the config says otherwise. */
export const MAX_AUTOMATIC_CLASSES = 10;
const MAX_CLASSES = 1000;

export function looksCategorical({ names, categories, values }: ColumnTable): boolean {
  if (names.length !== 1) return false;
  if (categories[0]) return true;
  const distinct = new Set<number>();
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return false;
    distinct.add(value);
    if (distinct.size > MAX_AUTOMATIC_CLASSES) return false;
  }
  return true;
}

/**
 * Class names: texts in their order, numbers ascending.
 * @throws data-type for several targets, for fewer than two classes and for absurdly many.
 */
export function classesOf({ names, categories, values }: ColumnTable): string[] {
  const [name = ''] = names;
  if (names.length !== 1) {
    throw new AnnealError('data-type', `Classes are predicted for one target, ${names.length} were given.`, {
      place: 'dataset.targets',
      received: names.join(', '),
      remedy: 'Choose one target, or set dataset.targetKind to regression.',
    });
  }
  const found =
    categories[0] ??
    [...new Set(values)]
      .filter((value) => !Number.isNaN(value))
      .sort((a, b) => a - b)
      .map(String);
  if (found.length < 2 || found.length > MAX_CLASSES) {
    throw new AnnealError('data-type', `Target \`${name}\` has ${found.length} classes.`, {
      place: name,
      received: found.slice(0, 5).join(', '),
      remedy: found.length < 2 ? 'Choose a target that varies.' : 'Set dataset.targetKind to regression.',
    });
  }
  return found;
}

/** Class index of every row; NaN where the value is missing or no known class. */
export function classCodes({ values, categories }: ColumnTable, classes: readonly string[]): Float64Array {
  if (categories[0]) return values;
  const codes = new Map(classes.map((name, code) => [Number(name), code]));
  return values.map((value) => codes.get(value) ?? Number.NaN);
}
