/** How remarks about molecules of a dataset are worded: few rows by name, the rest counted. */

export interface Remark {
  code: string;
  message: string;
}

export interface Named {
  name(row: number): string;
}

/** How many rows a remark names; the rest is counted. */
const MOST_NAMED = 3;

/** Rows by number and name: "row 3 (CCO): why; row 7 (CO): why; and 12 more". @param why of a row, where there is more to say. */
export function listRows(
  { name }: Named,
  rows: ArrayLike<number>,
  why: (row: number) => string = () => '',
): string {
  const named = Array.from({ length: Math.min(rows.length, MOST_NAMED) }, (_, i) => {
    const row = rows[i]!;
    const [own, more] = [name(row), why(row)];
    return `row ${row}${own === `${row}` ? '' : ` (${own})`}${more === '' ? '' : `: ${more}`}`;
  });
  if (rows.length > MOST_NAMED) named.push(`and ${rows.length - MOST_NAMED} more`);
  return named.join(named.some((text) => text.includes(': ')) ? '; ' : ', ');
}
