/** Which of a dataset's arrays a field of the form can name: those with a text or a whole number for each molecule. */
import type { DatasetRecord } from '../../../protocol/datasets';
import type { Draft } from '../../../store/draft';
import { arraysByKey } from '../data/arrays';

export function groupArrays(
  _draft: Draft,
  { arrays }: DatasetRecord,
): ReadonlyMap<string, readonly string[]> {
  const molecules = arraysByKey(arrays).R?.shape[0];
  const groups = arrays.filter(
    ({ shape, dtype, categories }) =>
      shape[0] === molecules &&
      shape.slice(1).every((length) => length === 1) &&
      (categories !== null || /int|bool/.test(dtype)),
  );
  return new Map([['dataset.groupBy', groups.map(({ name }) => name)]]);
}
