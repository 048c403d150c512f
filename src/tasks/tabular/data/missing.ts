/** What to do about missing values: refuse them, drop their rows, or fill inputs with a column's mean or median. */

import { type ColumnFit, middles } from '../../../engine/data/columnFit';
import { AnnealError } from '../../../protocol/errors';

export type MissingPolicy = 'refuse' | 'drop' | 'mean' | 'median';

/**
 * The rows that the policy leaves, ascending. `mean` and `median` fill inputs only: a row without its target goes.
 * @param blocks of inputs and targets, row by row beside each other; no targets when only predictions are wanted.
 * @throws AnnealError `data-missing` under `refuse`, for a column without any value, or when no row is left.
 */
export async function usableRows(
  blocks: AsyncIterable<TableBlock>,
  { inputs, targets, rows: all }: TableColumns,
  policy: MissingPolicy,
): Promise<Uint32Array> {
  const rows = new Uint32Array(all);
  const seen = [new Uint8Array(inputs.length), new Uint8Array(targets?.length ?? 0)] as const;
  let count = 0;
  let refusal: AnnealError | null = null;
  for await (const block of blocks) {
    notePresent(block.inputs, seen[0]);
    if (block.targets) notePresent(block.targets, seen[1]);
    for (let row = 0; row < block.rows; row++) {
      const input = fills(policy) ? -1 : missingColumn(block.inputs, inputs.length, row);
      const target = block.targets && targets ? missingColumn(block.targets, targets.length, row) : -1;
      if (input < 0 && target < 0) rows[count++] = block.start + row;
      else if (policy === 'refuse') {
        refusal ??= refused(input < 0 ? targets![target]! : inputs[input]!, block.start + row);
      }
    }
  }
  for (const [table, names] of [inputs, targets ?? []].entries()) {
    const empty = names.find((_, column) => seen[table]![column] === 0);
    if (empty !== undefined) throw emptyColumn(empty, all, 'rows');
  }
  if (refusal) throw refusal;
  if (count > 0) return rows.subarray(0, count);
  throw new AnnealError('data-missing', `None of the ${all} rows has a value in every column.`, {
    received: `policy "${policy}"`,
    remedy:
      'Leave out the columns that are mostly empty, or fill missing values with the mean or the median.',
  });
}

/** Names of the columns, and how many rows they have. */
export interface TableColumns {
  inputs: readonly string[];
  /** null when only predictions are wanted. */
  targets: readonly string[] | null;
  rows: number;
}

/** Some rows of inputs and targets, each [rows × columns]; NaN is missing. */
export interface TableBlock {
  start: number;
  rows: number;
  inputs: Float64Array;
  targets: Float64Array | null;
}

/** Whether the policy fills missing inputs instead of dropping their rows. */
export function fills(policy: MissingPolicy): policy is 'mean' | 'median' {
  return policy === 'mean' || policy === 'median';
}

/**
 * The value that stands in for a missing one, for each column.
 * @param fit of the training rows.
 * @throws AnnealError `data-missing` for a column that has none there.
 */
export function fitImputation(
  names: readonly string[],
  fit: ColumnFit,
  rows: number,
  policy: 'mean' | 'median',
): number[] {
  return middles(fit, policy).map((value, column) => {
    if (Number.isNaN(value)) throw emptyColumn(names[column]!, rows, 'training rows');
    return value;
  });
}

/** Fills gaps in place. @param values [rows × columns]. @param fill one value a column, from `fitImputation`. */
export function impute(values: Float64Array, fill: readonly number[]): void {
  const columns = fill.length;
  for (let start = 0; start < values.length; start += columns) {
    for (let column = 0; column < columns; column++) {
      if (Number.isNaN(values[start + column])) values[start + column] = fill[column]!;
    }
  }
}

/** The first column without a value in the row; −1 where there is none. */
function missingColumn(values: Float64Array, columns: number, row: number): number {
  const start = row * columns;
  for (let column = 0; column < columns; column++) if (Number.isNaN(values[start + column])) return column;
  return -1;
}

/** Marks the columns that have a value; most do in their first row. */
function notePresent(values: Float64Array, seen: Uint8Array): void {
  for (let column = 0; column < seen.length; column++) {
    for (let at = column; seen[column] === 0 && at < values.length; at += seen.length) {
      if (!Number.isNaN(values[at])) seen[column] = 1;
    }
  }
}

function emptyColumn(name: string, rows: number, which: string): AnnealError {
  return new AnnealError(
    'data-missing',
    `Column \`${name}\` holds no value in any of its ${rows} ${which}.`,
    {
      place: name,
      received: `${rows} missing values`,
      remedy: 'Leave the column out of the inputs and targets.',
    },
  );
}

function refused(name: string, row: number): AnnealError {
  return new AnnealError('data-missing', `Column \`${name}\` has no value in row ${row + 1}.`, {
    place: `${name}, row ${row + 1}`,
    received: 'a missing value',
    remedy: 'Fill it in, or set dataset.missing to drop, mean or median.',
  });
}
