/** Which columns of a dataset go in and which are predicted, as the names that a configuration takes. Pure. */
import { columnCount, columnName, rowCount } from '../../engine/data/flatColumns';
import { isColumnTable } from '../../engine/data/transposedTable';
import type { ArraySheet, DescribedDataset } from '../../protocol/datasets';
import { unfitSheets } from './data/identifiers';
import { chooseRoles } from './data/roles';

export interface Roles {
  /** Arrays (`X`), columns of arrays (`X[3]`) or columns of a table. Empty: the task chooses. */
  inputs: string[];
  targets: string[];
  /** Samples are columns. */
  transpose: boolean;
}

export type Role = 'inputs' | 'targets';

/** The engine's own guess; nothing chosen where it finds none, and the task then says why. */
export function suggestedRoles(dataset: DescribedDataset, transpose = false): Roles {
  // The rows of a table that is turned have names that its values alone know; the task reads them.
  if (transpose && isColumnTable(dataset.arrays)) return { inputs: [], targets: [], transpose };
  try {
    const unfit = transpose ? undefined : unfitSheets(dataset.arrays);
    const { inputs, targets } = chooseRoles(dataset.arrays, transpose, unfit);
    return { inputs, targets, transpose };
  } catch {
    return { inputs: [], targets: [], transpose };
  }
}

/** Whether all, some or none of an array's columns have a role. */
export function partOf(
  array: ArraySheet,
  names: ReadonlySet<string>,
  transpose: boolean,
): 'all' | 'some' | 'none' {
  if (names.has(array.name)) return 'all';
  const count = columnCount(array, transpose);
  let chosen = 0;
  for (let column = 0; column < count; column++) {
    if (names.has(columnName(array, column, transpose))) chosen += 1;
  }
  return chosen === 0 ? 'none' : chosen === count ? 'all' : 'some';
}

/**
 * Gives columns a role or takes it away. A column has one role at most: as an input it stops being a target.
 * @param columns of the same array; null means the whole of it.
 */
export function assign(
  dataset: DescribedDataset,
  roles: Roles,
  role: Role,
  array: ArraySheet,
  columns: readonly string[] | null,
  on: boolean,
): Roles {
  const changed = columns ?? columnsOf(array, roles.transpose);
  const own = expand(dataset, roles[role], roles.transpose);
  const other = role === 'inputs' ? 'targets' : 'inputs';
  const others = expand(dataset, roles[other], roles.transpose);
  for (const name of changed) {
    if (on) own.add(name);
    else own.delete(name);
    if (on) others.delete(name);
  }
  return {
    ...roles,
    [role]: compress(dataset, own, roles.transpose),
    [other]: compress(dataset, others, roles.transpose),
  };
}

/** Names of all columns of an array. */
export function columnsOf(array: ArraySheet, transpose: boolean): string[] {
  const count = columnCount(array, transpose);
  return Array.from({ length: count }, (_, column) => columnName(array, column, transpose));
}

/** Whether samples seem to lie in columns: rows differ between the tables, and their other axes agree. */
export function offersTranspose({ arrays }: DescribedDataset): boolean {
  const tables = arrays.filter(({ shape }) => shape.length === 2);
  const counts = (transpose: boolean) => new Set(tables.map((table) => rowCount(table, transpose))).size;
  return tables.length > 1 && tables.length === arrays.length && counts(false) > 1 && counts(true) === 1;
}

function expand(dataset: DescribedDataset, names: readonly string[], transpose: boolean): Set<string> {
  const arrays = new Map(dataset.arrays.map((array) => [array.name, array]));
  return new Set(
    names.flatMap((name) => {
      const whole = arrays.get(name);
      return whole ? columnsOf(whole, transpose) : [name];
    }),
  );
}

/** In the order of the dataset; an array whose columns are all chosen is named as a whole. */
function compress(dataset: DescribedDataset, chosen: ReadonlySet<string>, transpose: boolean): string[] {
  return dataset.arrays.flatMap((array) => {
    const columns = columnsOf(array, transpose);
    const present = columns.filter((name) => chosen.has(name));
    return present.length === columns.length && columns.length > 0 ? [array.name] : present;
  });
}
