/** What to do about missing values: refuse them, drop their rows, or fill inputs with a column's mean or median. */

import type { ColumnTable } from '../../../engine/data/columns';
import { columnOf, meanOf } from '../../../engine/data/scaling';
import { quantile } from '../../../engine/metrics/statistics';
import { AnnealError } from '../../../protocol/errors';

export type MissingPolicy = 'refuse' | 'drop' | 'mean' | 'median';

/**
 * The rows that the policy leaves, ascending. `mean` and `median` fill inputs only: a row without its target goes.
 * @param targets null when only predictions are wanted.
 * @throws AnnealError `data-missing` under `refuse`, for a column without any value, or when no row is left.
 */
export function usableRows(
  inputs: ColumnTable,
  targets: ColumnTable | null,
  policy: MissingPolicy,
): Uint32Array {
  const tables = targets ? [inputs, targets] : [inputs];
  const rows = new Uint32Array(inputs.rows);
  let count = 0;
  for (const table of tables) refuseEmptyColumns(table);
  for (let row = 0; row < inputs.rows; row++) {
    const gap = tables.find(
      (table) => (table === targets || !fills(policy)) && missingColumn(table, row) >= 0,
    );
    if (gap === undefined) rows[count++] = row;
    else if (policy === 'refuse') throw refused(gap, row);
  }
  if (count > 0) return rows.slice(0, count);
  throw new AnnealError('data-missing', `None of the ${inputs.rows} rows has a value in every column.`, {
    received: `policy "${policy}"`,
    remedy:
      'Leave out the columns that are mostly empty, or fill missing values with the mean or the median.',
  });
}

/** Whether the policy fills missing inputs instead of dropping their rows. */
export function fills(policy: MissingPolicy): policy is 'mean' | 'median' {
  return policy === 'mean' || policy === 'median';
}

/**
 * The value that stands in for a missing one, for each column, from the present values at the given rows.
 * @throws AnnealError `data-missing` for a column that has none there.
 */
export function fitImputation(table: ColumnTable, rows: Uint32Array, policy: 'mean' | 'median'): number[] {
  return table.names.map((name, column) => {
    const sorted = columnOf(table.values, rows, table.names.length, column);
    if (sorted.length === 0) throw emptyColumn(name, rows.length, 'training rows');
    return policy === 'mean' ? meanOf(sorted) : quantile(sorted, 0.5);
  });
}

/** A copy of the table without gaps. @param fill one value a column, from `fitImputation`. */
export function impute(table: ColumnTable, fill: readonly number[]): ColumnTable {
  const columns = table.names.length;
  const values = table.values.map((value, index) => (Number.isNaN(value) ? fill[index % columns]! : value));
  return { ...table, values };
}

function missingColumn({ names, values }: ColumnTable, row: number): number {
  const start = row * names.length;
  for (let column = 0; column < names.length; column++) {
    if (Number.isNaN(values[start + column]!)) return column;
  }
  return -1;
}

function refuseEmptyColumns({ names, rows, values }: ColumnTable): void {
  names.forEach((name, column) => {
    for (let row = 0; row < rows; row++) if (!Number.isNaN(values[row * names.length + column]!)) return;
    throw emptyColumn(name, rows, 'rows');
  });
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

function refused(table: ColumnTable, row: number): AnnealError {
  const name = table.names[missingColumn(table, row)]!;
  return new AnnealError('data-missing', `Column \`${name}\` has no value in row ${row + 1}.`, {
    place: `${name}, row ${row + 1}`,
    received: 'a missing value',
    remedy: 'Fill it in, or set dataset.missing to drop, mean or median.',
  });
}
