/** What one cell of a text table says: a number, nothing, or text. */

/** Spellings of a missing value: those that pandas knows, and the question mark of the UCI repository. */
const missingSpellings = new Set(
  [
    ['', '?', 'NA', 'N/A', '#N/A', '#N/A N/A', '#NA', '<NA>', 'n/a', 'NaN', '-NaN', 'nan', '-nan'],
    ['null', 'NULL', 'Null', 'None', '1.#IND', '-1.#IND', '1.#QNAN', '-1.#QNAN'],
  ].flat(),
);

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const COMMA_NUMBER = /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

export function isMissing(cell: string): boolean {
  return missingSpellings.has(cell.trim());
}

/**
 * @param decimalComma `1,5` is one and a half.
 * @returns null for what is no number; digits are never grouped.
 */
export function parseNumber(cell: string, decimalComma: boolean): number | null {
  const text = cell.trim();
  if (decimalComma && COMMA_NUMBER.test(text)) return Number(text.replace(',', '.'));
  if (NUMBER.test(text)) return Number(text);
  const infinite = INFINITE.exec(text);
  return infinite ? (infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY) : null;
}
