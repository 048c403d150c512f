/** Rows out of a piece of delimited text, by papaparse. */
import Papa from 'papaparse';

/** What papaparse's `Parser` returns; its own types say `any`. */
interface ParsedPiece {
  data: string[][];
  errors: { code: string; row?: number }[];
  meta: { cursor: number };
}

/**
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
