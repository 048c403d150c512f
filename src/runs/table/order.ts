/** The order of runs by several columns. Pure. */
import type { TableColumn } from './columns';
import type { CellValue, TableRun } from './tableRun';

export interface SortKey {
  /** Key of a column. */
  column: string;
  descending: boolean;
}

/** Names in the order of their numbers: `run 2` before `run 10`. One for all, since making one takes long. */
const collator = new Intl.Collator('en', { numeric: true });

/**
 * Pinned runs first; then by the first key, equal ones by the next. Runs without a value come last in either direction, and
 * those that are equal in all keys keep their order.
 */
export function sortRuns(
  runs: readonly TableRun[],
  columns: readonly Pick<TableColumn, 'key' | 'value'>[],
  keys: readonly SortKey[],
): TableRun[] {
  const by = keys.flatMap(({ column, descending }) => {
    const value = columns.find(({ key }) => key === column)?.value;
    return value ? [{ value, sign: descending ? -1 : 1 }] : [];
  });
  return [...runs].sort((a, b) => {
    if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
    for (const { value, sign } of by) {
      const difference = compare(value(a), value(b), sign);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

function compare(left: CellValue, right: CellValue, sign: number): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  if (typeof left === 'string' || typeof right === 'string') {
    return sign * collator.compare(String(left), String(right));
  }
  return sign * (Number(left) - Number(right));
}

/**
 * What a click on a heading asks for: another column alone, or the same one the other way round. With Shift the column
 * joins those that order already, or turns around where it is one of them.
 */
export function nextSort(
  keys: readonly SortKey[],
  { key, first }: Pick<TableColumn, 'key' | 'first'>,
  adds: boolean,
): SortKey[] {
  const turned = (one: SortKey) => ({ ...one, descending: !one.descending });
  const begun: SortKey = { column: key, descending: first === 'descending' };
  const own = keys.find(({ column }) => column === key);
  if (!adds) return [own && keys[0] === own ? turned(own) : begun];
  return own ? keys.map((one) => (one === own ? turned(one) : one)) : [...keys, begun];
}
