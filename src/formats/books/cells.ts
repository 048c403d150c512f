/** What all workbooks have in common: rows of cells, whatever format they come from. */

export interface Cell {
  /** From 0. */
  column: number;
  /** Of numbers as the file has them, of dates days since 1970-01-01. */
  text: string;
  /** `formula` is one whose value was never stored. */
  kind: 'number' | 'text' | 'date' | 'time' | 'error' | 'formula';
}

export interface SheetRow {
  /** From 1, as the spreadsheet program counts. */
  row: number;
  /** Those that are not empty, from left to right. */
  cells: Cell[];
}

/** Of cells that span several, whose value only the first one has; all from 0. */
export interface MergedCells {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export interface BookSheet {
  name: string;
  isHidden: boolean;
  /** All rows that have cells, in order; from the beginning each time. @param merged is given what the sheet merges, at its end. */
  rows(merged?: (cells: MergedCells) => void): AsyncIterable<SheetRow>;
}

/** 1, …, 16384, as Excel has them. */
export const MOST_COLUMNS = 16384;

/** `A`, …, `Z`, `AA`, … */
export function columnLetters(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnLetters(Math.floor(column / 26) - 1) + letter;
}

/** Milliseconds of a day. */
const DAY = 86_400_000;

/** `2020-01-31`, with the time where there is one. @param days since 1970-01-01. */
export function dateText(days: number): string {
  const date = new Date(Math.round(days * DAY));
  if (Number.isNaN(date.getTime())) return String(days);
  const text = date.toISOString();
  return Number.isInteger(days) ? text.slice(0, 10) : text.slice(0, 19);
}
