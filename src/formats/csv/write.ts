/** Text of CSV files as pandas, R and spreadsheets read it: comma, LF, a point in numbers, quotes where needed. */

export type Cell = string | number | boolean | null;

/** A header and rows of the same length. Numbers are written so that reading them gives the same bits. */
export function csvText(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  return csvLines([header]) + csvLines(rows);
}

/** Rows without a header, for files that are written piece by piece. */
export function csvLines(rows: Iterable<readonly Cell[]>): string {
  let text = '';
  for (const row of rows) text += `${row.map(cellText).join(',')}\n`;
  return text;
}

/** null is an empty cell; not-a-number and the infinities are `NaN`, `Infinity` and `-Infinity`. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  // JavaScript drops the sign of −0.
  if (typeof cell !== 'string') return Object.is(cell, -0) ? '-0' : String(cell);
  const text = harmless(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** How spreadsheets recognize a formula, in the wide forms of East Asian keyboards too. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const number = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

/**
 * A name out of somebody's file must not compute when a spreadsheet opens it: an apostrophe in front makes it a text.
 * Numbers that are written as text stay numbers. https://owasp.org/www-community/attacks/CSV_Injection
 */
function harmless(text: string): string {
  return formula.test(text) && !number.test(text) ? `'${text}` : text;
}

/** The shortest decimal that a float32 can be read back from: 0.1 instead of 0.10000000149011612. */
export function float32Number(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
