/** The few columns and rows that a question shows of a table. */
import type { ReadingPreview } from '../../protocol/reading';

/** The first rows of a table, without its header. */
export interface PreviewSource {
  names: readonly string[];
  rows: readonly string[][];
}

export const PREVIEW_COLUMNS = 6;
export const PREVIEW_ROWS = 4;

/**
 * @param columns that the question is about; they are shown first.
 * @param isAbout cells for whose sake a row is shown rather than another.
 * @param print a cell of one of these columns as it is then.
 */
export function preview(
  { names, rows }: PreviewSource,
  columns: readonly number[],
  isAbout: (cell: string) => boolean,
  print: (cell: string) => string,
): ReadingPreview {
  const asked = new Set(columns);
  const others = names.map((_, index) => index).filter((index) => !asked.has(index));
  const shown = [...columns, ...others].slice(0, PREVIEW_COLUMNS).sort((a, b) => a - b);
  const isShown = (row: readonly string[]) =>
    shown.some((index) => asked.has(index) && isAbout(row[index] ?? ''));
  const about = rows.filter(isShown).slice(0, PREVIEW_ROWS - 1);
  const picked = rows.filter((row) => about.includes(row) || !isShown(row)).slice(0, PREVIEW_ROWS);
  return {
    columns: shown.map((index) => names[index]!),
    rows: (about.some((row) => !picked.includes(row)) ? about : picked).map((row) =>
      shown.map((index) => (asked.has(index) ? print(row[index] ?? '') : (row[index] ?? ''))),
    ),
  };
}
