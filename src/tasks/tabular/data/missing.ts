/** What to do about missing values: refuse them, drop their rows, or fill inputs with a column's mean or median. */

import { type ColumnFit, middles } from '../../../engine/data/columnFit';
import { AnnealError } from '../../../protocol/errors';

export type MissingPolicy = 'refuse' | 'drop' | 'mean' | 'median';

/** Which rows can be used, and what the others lack. */
export interface RowUse {
  /** With every input, or with a policy that fills them, and with the target; ascending. */
  rows: Uint32Array;
  /** Those that can be predicted: the target may be missing. */
  predictable: Uint32Array;
  /** For each input the rows that cannot be predicted for want of it, and perhaps of others; zeros where it is filled. */
  gaps: Uint32Array;
  /** Inputs and targets without any value, by their place. */
  empty: { inputs: number[]; targets: number[] };
  /** The first gap, for the policy that refuses them. */
  first: { name: string; row: number } | null;
}

/**
 * The rows that the policy leaves. `mean` and `median` fill inputs only: a row without its target goes.
 * @param blocks of inputs and targets, row by row beside each other; no targets when only predictions are wanted.
 */
export async function rowUse(
  blocks: AsyncIterable<TableBlock>,
  { inputs, targets, rows: all }: TableColumns,
  policy: MissingPolicy,
): Promise<RowUse> {
  const rows = new Uint32Array(all);
  const predictable = new Uint32Array(all);
  const gaps = new Uint32Array(inputs.length);
  const seen = [new Uint8Array(inputs.length), new Uint8Array(targets?.length ?? 0)] as const;
  let [count, predicted] = [0, 0];
  let first: RowUse['first'] = null;
  for await (const block of blocks) {
    notePresent(block.inputs, seen[0]);
    if (block.targets) notePresent(block.targets, seen[1]);
    for (let row = 0; row < block.rows; row++) {
      const input = fills(policy) ? -1 : missingColumn(block.inputs, inputs.length, row);
      if (input >= 0) countGaps(block.inputs, gaps, row);
      const target = block.targets && targets ? missingColumn(block.targets, targets.length, row) : -1;
      if (input < 0) predictable[predicted++] = block.start + row;
      if (input < 0 && target < 0) rows[count++] = block.start + row;
      else first ??= { name: input < 0 ? targets![target]! : inputs[input]!, row: block.start + row };
    }
  }
  const empty = (columns: Uint8Array) => [...columns.keys()].filter((column) => columns[column] === 0);
  return {
    rows: rows.subarray(0, count),
    predictable: predictable.subarray(0, predicted),
    gaps,
    empty: { inputs: empty(seen[0]), targets: empty(seen[1]) },
    first,
  };
}

/**
 * Whether these rows can be trained on.
 * @throws AnnealError `data-missing` under `refuse`, for a column without any value, or when no row is left.
 */
export function requireRows(
  { rows, empty, first }: RowUse,
  { inputs, targets, rows: all }: TableColumns,
  policy: MissingPolicy,
): void {
  const [input] = empty.inputs;
  const [target] = empty.targets;
  if (input !== undefined) throw emptyColumn(inputs[input]!, all, 'rows');
  if (target !== undefined) throw emptyColumn(targets![target]!, all, 'rows');
  if (policy === 'refuse' && first) throw refused(first.name, first.row);
  if (rows.length > 0) return;
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

/** Adds one to each column that has no value in the row. */
function countGaps(values: Float64Array, gaps: Uint32Array, row: number): void {
  const start = row * gaps.length;
  for (let column = 0; column < gaps.length; column++) {
    if (Number.isNaN(values[start + column])) gaps[column]! += 1;
  }
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
