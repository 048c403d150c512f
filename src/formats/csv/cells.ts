/** The cells of delimited text, and what one of them says: a number, nothing, or text. */
import Papa from 'papaparse';

/** What papaparse's `Parser` returns; its own types say `any`. */
interface ParsedPiece {
  data: string[][];
  errors: { code: string; row?: number }[];
  meta: { cursor: number };
}

/**
 * Rows out of a piece of delimited text, by papaparse.
 * @param text with `\n` as the only line break.
 * @param isEnd whether the last row is complete without a line break.
 * @returns the complete rows, how much of the text they took, and the index of a row with an unclosed quote.
 */
export function parseRows(
  text: string,
  delimiter: string,
  isEnd: boolean,
): { rows: string[][]; consumed: number; unclosedRow: number | null } {
  const parsed: ParsedPiece = new Papa.Parser({ delimiter, newline: '\n' }).parse(text, 0, !isEnd);
  const unclosed = parsed.errors.find((error) => error.code === 'MissingQuotes');
  return { rows: parsed.data, consumed: parsed.meta.cursor, unclosedRow: unclosed?.row ?? null };
}

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
