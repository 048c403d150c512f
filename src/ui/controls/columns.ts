/** Columns of a table that is ordered by clicks on its headings, and the order that they ask for. Pure. */

export interface Column<Row> {
  key: string;
  title: string;
  numeric: boolean;
  /** What a first click on the heading asks for. */
  first: 'ascending' | 'descending';
  value(row: Row): string | number | null;
}

export interface Order {
  /** Key of a column. */
  column: string;
  descending: boolean;
}

/** Rows without a value come last in either direction; equal ones keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Pick<Column<Row>, 'key' | 'value'>[],
  { column, descending }: Order,
): Row[] {
  const value = columns.find(({ key }) => key === column)?.value;
  if (!value) return [...rows];
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'string' && typeof right === 'string') {
      return sign * left.localeCompare(right, 'en', { numeric: true });
    }
    return sign * (Number(left) - Number(right));
  });
}
