/** What of the first rows of a table is a title, a header, units or data, and which columns have no name. */
import { AnnealError } from '../../protocol/errors';
import type { ReadingQuestion } from '../../protocol/reading';
import type { CellReader } from './cells';
import { guessHeader, headerQuestion } from './header';
import { countUnitRows } from './units';

export interface SampleRow {
  line: number;
  cells: string[];
}

export interface Layout {
  /** Lines before the table, which are passed over. */
  skipLines: number;
  /** Rows before the first one of data: names, then units. */
  headerRows: number;
  /** The cells that rows have beyond those of the header: names of rows in front, as R writes them, or nothing behind. */
  unnamed: 'front' | 'behind' | null;
  questions: ReadingQuestion[];
  /** What was passed over, for people. */
  remarks: string[];
}

/** @param named whether a comment has given the names. @param header what somebody has said. */
export function findLayout(
  file: string,
  rows: readonly SampleRow[],
  cells: CellReader,
  { named, header }: { named: boolean; header?: 'yes' | 'no' | undefined },
): Layout {
  const width = widthOf(rows);
  const begin = titleRows(rows, width);
  const title = rows.slice(0, begin);
  const remarks = title.map(
    ({ line, cells }) => `Line ${line} is no row of the table and was passed over: ${shortened(cells)}`,
  );
  const table = rows.slice(begin);
  const skipLines = begin > 0 ? table[0]!.line - 1 : 0;
  const body = table.slice(1).map(({ cells }) => cells);
  const first = table[0]?.cells ?? [];
  const unnamed = named ? null : unnamedColumn(first, body, cells);
  const isLonger = unnamed === 'front' ? ['', ...first] : unnamed === 'behind' ? [...first, ''] : first;
  const all = [isLonger, ...body];
  const guess = guessHeader(all, cells);
  if (named && header !== 'yes' && !(guess.isLikely && guess.isSure))
    return { skipLines, headerRows: 0, unnamed: null, questions: [], remarks };
  const hasHeader = unnamed !== null || (header ? header === 'yes' : guess.isLikely);
  const isAsked = unnamed === null && !guess.isSure && header === undefined;
  const units = hasHeader ? countUnitRows(body, (cell) => answer(cells.readText(cell))) : 0;
  for (let row = 1; row <= units; row++)
    remarks.push(`Line ${table[row]!.line} gives units and is no row: ${shortened(table[row]!.cells)}`);
  return {
    skipLines,
    headerRows: hasHeader ? 1 + units : 0,
    unnamed,
    questions: isAsked ? [headerQuestion(file, all, hasHeader)] : [],
    remarks,
  };
}

const answer = (value: number | null) => (value === null ? false : Number.isNaN(value) ? null : true);

/** The number of cells that most rows have. */
export function widthOf(rows: readonly { cells: readonly string[] }[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let width = 0;
  for (const [cells, count] of counts) {
    const most = counts.get(width) ?? 0;
    if (count > most || (count === most && cells > width)) width = cells;
  }
  return width;
}

/** Rows before the header: a title has one or two cells where the table has many. */
function titleRows(rows: readonly SampleRow[], width: number): number {
  if (width < 2 || rows.length < 3) return 0;
  const isTitle = ({ cells }: SampleRow) => {
    const filled = cells.filter((cell) => cell !== '').length;
    if (cells.length === width) return width > 2 && (filled === 0 || (filled === 1 && cells[0] !== ''));
    return cells.length < width && (filled <= 1 || filled <= width / 2) && cells.length !== width - 1;
  };
  const isShortTitle = ({ cells }: SampleRow) => cells.length === 1 && width > 1;
  let begin = 0;
  while (begin < rows.length && (isTitle(rows[begin]!) || isShortTitle(rows[begin]!))) begin++;
  const below = rows.slice(begin);
  if (begin === 0 || below.length < 2) return 0;
  const [next] = below;
  // A name over two cells in each row is a header that lacks one.
  if (width === 2 && begin === 1 && !startsLikeHeader(next!.cells, below.slice(1))) return 0;
  const isTable = below.every(({ cells }) => cells.length === width || cells.length === width - 1);
  // What a title stands over has names; a row of one value stands over other rows.
  const filled = next!.cells.filter((cell) => cell !== '');
  const isFull =
    next!.cells.length < width ||
    rows[0]!.cells.length < width ||
    (filled.length > 1 && filled.some((cell) => !isDigits(cell)));
  return isTable && isFull ? begin : 0;
}

const isDigits = (cell: string) => /^[+-]?[\d.,]+(?:[eE][+-]?\d+)?$/.test(cell);

function startsLikeHeader(first: readonly string[], below: readonly SampleRow[]): boolean {
  return first.some(
    (cell, column) => !isDigits(cell) && below.some(({ cells }) => isDigits(cells[column] ?? '')),
  );
}

/** Where the header has one cell fewer than all rows. */
function unnamedColumn(
  first: readonly string[],
  body: readonly (readonly string[])[],
  cells: CellReader,
): Layout['unnamed'] {
  const isOneMore = body.length > 0 && body.every((row) => row.length === first.length + 1);
  const areNames = first.every((cell) => cell !== '' && cells.readText(cell) === null);
  if (!isOneMore || !areNames || new Set(first).size < first.length) return null;
  return body.every((row) => row.at(-1) === '') ? 'behind' : 'front';
}

function shortened(cells: readonly string[]): string {
  const text = cells.filter((cell) => cell !== '').join(', ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

export function noLines(file: string, bytes: number): AnnealError {
  const mebibytes = Math.round(bytes / 2 ** 20);
  return new AnnealError(
    'file-format',
    `${file} is no text table: its first ${mebibytes} MiB have no line break.`,
    {
      place: file,
      received: `${bytes} bytes on one line`,
      remedy: 'Choose a table with a line for each row, such as CSV.',
    },
  );
}
