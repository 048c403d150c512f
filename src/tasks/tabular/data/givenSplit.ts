/** A column that says which rows are for training, validation and test; where there is one, nothing else divides them. */
import type { ColumnedArray } from '../../../engine/data/flatColumns';
import type { SplitName } from '../../../engine/workload';

export const splitNames: readonly SplitName[] = ['train', 'validation', 'test'];

const columnNames = ['split', 'part', 'subset', 'partition'];

const spellings: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
  testing: 'test',
};

/** Which part a text means. */
export function partNamed(text: string): SplitName | null {
  return spellings[text.trim().toLowerCase()] ?? null;
}

/** Text of one column that holds names of parts alone, training and another among them. */
export function isSplitColumn({ name, shape, categories }: ColumnedArray): boolean {
  const own = name.toLowerCase().split('/').at(-1) ?? '';
  if (!columnNames.includes(own) || shape.length !== 1 || !categories) return false;
  const found = new Set(categories.map(partNamed));
  return !found.has(null) && found.has('train') && found.size > 1;
}

/**
 * Rows of each part by such a column. @param codes of the column, for all rows. A row without a part is in none.
 * @returns null for parts that the column does not name.
 */
export function givenRows(
  rows: Uint32Array,
  codes: ArrayLike<number | bigint>,
  categories: readonly string[],
): Record<SplitName, Uint32Array | null> {
  const named = categories.map(partNamed);
  const of = (part: SplitName) =>
    named.includes(part) ? rows.filter((row) => named[Number(codes[row])] === part) : null;
  return { train: of('train'), validation: of('validation'), test: of('test') };
}
