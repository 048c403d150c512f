/** A column that says which rows are for training, validation and test; where there is one, nothing else divides them. */

import { type PartName, partNamed, partNames } from '../../formats/partNames';
import type { DatasetReader } from './datasetReader';
import type { ColumnedArray } from './flatColumns';

const columnNames = ['split', 'part', 'subset', 'partition'];

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
function givenRows(
  rows: Uint32Array,
  codes: ArrayLike<number | bigint>,
  categories: readonly string[],
): Record<PartName, Uint32Array | null> {
  const named = categories.map(partNamed);
  const of = (part: PartName) =>
    named.includes(part) ? rows.filter((row) => named[Number(codes[row])] === part) : null;
  return { train: of('train'), validation: of('validation'), test: of('test') };
}

export interface GivenSplit {
  /** Null for parts that the data name no rows for. */
  rows: Record<PartName, Uint32Array | null>;
  remark: { code: string; message: string };
}

/**
 * @param rows that are usable. @param total rows of the data.
 * @param isTaken whether somebody uses a column for something else.
 * @returns null where no column divides them.
 */
export async function givenSplit(
  data: DatasetReader,
  rows: Uint32Array,
  total: number,
  isTaken: (column: string) => boolean = () => false,
): Promise<GivenSplit | null> {
  const column = [...data.arrays.values()].find(
    (array) => isSplitColumn(array) && array.shape[0] === total && !isTaken(array.name),
  );
  if (!column) return null;
  const given = givenRows(rows, await data.read(column.name), column.categories ?? []);
  const counts = partNames.flatMap((part) => (given[part] ? [`${given[part].length} ${part}`] : []));
  const message = `Column \`${column.name}\` says how the rows are split: ${counts.join(', ')}.`;
  return { rows: given, remark: { code: 'given-split', message } };
}
