/** What of the first rows of a table is a title, a header, units or data, and which columns have no name. */
import { AnnealError } from '../../protocol/errors';
import type { ReadingQuestion } from '../../protocol/reading';
import type { CellReader } from './cells';
import { groupedNames } from './groupedNames';
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
  /** Of the columns, where no single row has them as they are; that row is passed over. */
  names: string[] | null;
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
  const read = (cell: string) => answer(cells.readText(cell));
  if (!named && header !== 'no') {
    const given = givenNames(table, width, read);
    if (given) {
      const units = countUnitRows(body.slice(given.rows - 1), read);
      remarks.push(...given.remarks, ...unitRemarks(table.slice(given.rows, given.rows + units)));
      const last = table[given.rows - 1]!.line;
      return {
        skipLines: last,
        headerRows: units,
        names: given.names,
        unnamed: null,
        questions: [],
        remarks,
      };
    }
  }
  const unnamed = named ? null : unnamedColumn(first, body, cells);
  const isLonger = unnamed === 'front' ? ['', ...first] : unnamed === 'behind' ? [...first, ''] : first;
  const all = [isLonger, ...body];
  const guess = guessHeader(all, cells);
  if (named && header !== 'yes' && !(guess.isLikely && guess.isSure))
    return { skipLines, headerRows: 0, names: null, unnamed: null, questions: [], remarks };
  const hasHeader = unnamed !== null || (header ? header === 'yes' : guess.isLikely);
  const isAsked = unnamed === null && !guess.isSure && header === undefined;
  const units = hasHeader ? countUnitRows(body, read) : 0;
  remarks.push(...unitRemarks(table.slice(1, 1 + units)));
  return {
    skipLines,
    headerRows: hasHeader ? 1 + units : 0,
    names: null,
    unnamed,
    questions: isAsked ? [headerQuestion(file, all, hasHeader)] : [],
    remarks,
  };
}

/** Of rows that have words; rules and blank rows are nothing to tell of. */
function unitRemarks(rows: readonly SampleRow[]): string[] {
  return rows.flatMap(({ line, cells }) =>
    cells.some((cell) => /[^\s=+:|-]/.test(cell))
      ? [`Line ${line} gives units and is no row: ${shortened(cells)}`]
      : [],
  );
}

/** Names that lie in two rows, and those of a header that has one cell more than all rows below it. */
function givenNames(
  table: readonly SampleRow[],
  width: number,
  isNumber: (cell: string) => boolean | null,
): { names: string[]; rows: number; remarks: string[] } | null {
  const rows = table.map(({ cells }) => cells);
  const [first, ...body] = rows;
  if (!first || body.length < 2) return null;
  const grouped = groupedNames(rows, isNumber);
  if (grouped) {
    const { line, cells } = table[0]!;
    return { names: grouped, rows: 2, remarks: [`Line ${line} groups the columns: ${shortened(cells)}`] };
  }
  const isOneMore = first.length === width + 1 && body.every(({ length }) => length <= width);
  const areNames = first.slice(0, width).every((cell) => cell !== '' && isNumber(cell) === false);
  if (!isOneMore || !areNames || !startsLikeHeader(first, table.slice(1))) return null;
  const over = first[width]!;
  const remark = `\`${over}\` was left out: no row has a cell below this name`;
  return { names: first.slice(0, width), rows: 1, remarks: over === '' ? [] : [remark] };
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

/** Lines before the table, as instruments write them: whatever its cells, behind the last of them all rows are alike. */
function preambleRows(rows: readonly SampleRow[], width: number): number {
  let end = rows.length;
  while (end > 0 && rows[end - 1]!.cells.length === 1) end--;
  let begin = end;
  while (begin > 0 && rows[begin - 1]!.cells.length === width) begin--;
  const above = rows[begin - 1];
  const below = rows.slice(begin, end);
  // A header may have a cell less or more than its rows.
  const isHeader =
    above && Math.abs(above.cells.length - width) === 1 && startsLikeHeader(above.cells, below);
  const isLonger = above?.cells[width] === '';
  if (isHeader && (isLonger || !startsLikeHeader(below[0]?.cells ?? [], below.slice(1)))) begin--;
  if (begin === 0 || end - begin < 3 || end - begin < begin / 2) return 0;
  return startsLikeHeader(rows[begin]!.cells, rows.slice(begin + 1, end)) ? begin : 0;
}

/** Rows before the header: a title has one or two cells where the table has many. */
function titleRows(rows: readonly SampleRow[], width: number): number {
  if (width < 2 || rows.length < 3) return 0;
  return titles(rows, width) || preambleRows(rows, width);
}

function titles(rows: readonly SampleRow[], width: number): number {
  const isTitle = ({ cells }: SampleRow) => {
    const filled = cells.filter((cell) => cell !== '').length;
    if (cells.length === width) return width > 2 && (filled === 0 || (filled === 1 && cells[0] !== ''));
    return cells.length < width && (filled <= 1 || filled <= width / 2) && cells.length !== width - 1;
  };
  const isShortTitle = ({ cells }: SampleRow) => cells.length === 1 && width > 1;
  let begin = 0;
  // Of two columns a title and a gap in one look alike, but for the blank row below a title.
  const isBlank = (row: number) => rows[row]?.cells.every((cell) => cell === '') ?? false;
  const isApart = (row: number) => rows[row]!.cells.slice(1).every((cell) => cell === '') && isBlank(row + 1);
  while (
    begin < rows.length &&
    (isTitle(rows[begin]!) || isShortTitle(rows[begin]!) || isApart(begin) || (begin > 0 && isBlank(begin)))
  )
    begin++;
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
