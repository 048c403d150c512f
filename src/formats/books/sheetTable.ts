/**
 * A sheet as a text table, for the one reader of tables (`csv/`): where the table begins and ends, and what its cells say. The
 * lines of the text are the rows of the sheet.
 */
import type { DatasetWarning } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import type { ByteSource } from '../byteSource';
import { listed } from '../images/remarks';
import { type BookSheet, type Cell, columnLetters, dateText, type MergedCells, type SheetRow } from './cells';

export interface SheetTable {
  /** Cells with tabs between; null for a sheet without any. */
  text: ByteSource | null;
  notes: DatasetWarning[];
}

/** Rows by which is judged where the table lies. */
const HEAD_ROWS = 256;

const PIECE_CHARACTERS = 1 << 20;
const MOST_BYTES = 2 ** 30;

/** Columns that the table has, from 0. */
interface Extent {
  left: number;
  right: number;
}

/** @throws AnnealError what is wrong with the sheet, `file-too-large`. */
export async function readSheetTable(place: string, sheet: BookSheet): Promise<SheetTable> {
  const merged: MergedCells[] = [];
  const first = createTableText(place, null, []);
  for await (const row of sheet.rows((cells) => merged.push(cells))) first.take(row);
  const down = merged.filter(({ top, bottom, left, right }) => bottom > top && left === right);
  const found = first.end();
  if (found.isComplete && down.length === 0) return found.table;
  // Cells beyond those of the first rows, or such that hold for several rows: only now it is known.
  const again = createTableText(place, found.extent, down);
  for await (const row of sheet.rows()) again.take(row);
  return again.end().table;
}

function createTableText(place: string, known: Extent | null, merged: readonly MergedCells[]) {
  const remarks = createRemarks();
  const filler = createFiller(merged);
  let head: SheetRow[] | null = [];
  const extent: Extent = known ?? { left: Infinity, right: -1 };
  const reached: Extent = { left: Infinity, right: -1 };
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  let piece = '';
  let line = 1;
  let isBehindGap = false;

  function take(given: SheetRow): void {
    const row = filler.filled(given);
    reached.left = Math.min(reached.left, row.cells[0]!.column);
    reached.right = Math.max(reached.right, row.cells.at(-1)!.column);
    if (!head) write(row);
    else if (head.push(row) === HEAD_ROWS) begin();
  }

  /** Writes the rows that were held, without titles above the table. */
  function begin(): void {
    const rows = head ?? [];
    head = null;
    if (!known) {
      // As a spread, many columns would be too many arguments.
      for (const { cells } of rows) {
        extent.left = Math.min(extent.left, cells[0]!.column);
        extent.right = Math.max(extent.right, cells.at(-1)!.column);
      }
    }
    const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
    const full = Math.max(
      0,
      rows.findIndex(({ cells }) => 2 * cells.length >= width || cells.every(({ kind }) => kind !== 'text')),
    );
    const start = isGroupAbove(rows, full) ? full - 1 : full;
    if (start > 0) remarks.titles(rows.slice(0, start).map(({ row }) => row));
    const [names, ...values] = rows.slice(start);
    if (!names) return;
    // A date over other things is a name.
    const below = new Map(values[0]?.cells.map((cell) => [cell.column, cell.kind]));
    const named = names.cells.map((cell): Cell => {
      const isName = cell.kind === 'date' && below.size > 0 && below.get(cell.column) !== 'date';
      return isName ? { ...cell, text: dateText(Number(cell.text)), kind: 'text' } : cell;
    });
    write({ row: names.row, cells: named });
    for (const row of values) write(row);
  }

  function write({ row, cells }: SheetRow): void {
    const isFirst = bytes === 0 && piece.trim() === '';
    isBehindGap ||= !isFirst && row > line;
    const isAlone = cells.length === 1 && cells[0]!.kind === 'text' && extent.right > extent.left;
    if (isBehindGap && isAlone) {
      remarks.titles([row]);
      return;
    }
    piece += '\n'.repeat(row - line);
    let column = extent.left;
    for (const cell of cells) {
      // The table is written anew where it turns out to be larger.
      if (cell.column < extent.left || cell.column > extent.right) continue;
      piece += '\t'.repeat(cell.column - column) + cellText(cell);
      column = cell.column;
      remarks.cell(cell, row);
    }
    piece += `${'\t'.repeat(extent.right - column)}\n`;
    line = row + 1;
    if (piece.length >= PIECE_CHARACTERS) flush();
  }

  function flush(): void {
    const encoded = new TextEncoder().encode(piece);
    piece = '';
    bytes += encoded.length;
    if (bytes > MOST_BYTES) throw tooLarge(place);
    pieces.push(encoded);
  }

  return {
    take,
    end(): { table: SheetTable; extent: Extent; isComplete: boolean } {
      if (head) begin();
      flush();
      const text = bytes > 0 ? new Blob(pieces) : null;
      const isComplete = reached.left >= extent.left && reached.right <= extent.right;
      return { table: { text, notes: remarks.notes(filler.count()) }, extent: reached, isComplete };
    },
  };
}

/** Whether the row directly above one of names that repeat says what is different about them. */
function isGroupAbove(rows: readonly SheetRow[], index: number): boolean {
  const [above, names] = [rows[index - 1], rows[index]];
  if (!above || !names || above.row + 1 !== names.row || above.cells.length < 2) return false;
  const texts = names.cells.flatMap(({ kind, text }) => (kind === 'text' ? [text] : []));
  return texts.length === names.cells.length && new Set(texts).size < texts.length;
}

/** Gives every row of a merged cell the value that only its first row has. */
function createFiller(merged: readonly MergedCells[]) {
  const starts = new Map(merged.map((cells) => [`${cells.top}/${cells.left}`, cells]));
  let open: { cell: Cell; bottom: number }[] = [];
  let count = 0;
  return {
    filled({ row, cells }: SheetRow): SheetRow {
      if (merged.length === 0) return { row, cells };
      open = open.filter(({ bottom }) => row - 1 <= bottom);
      const own = new Set(cells.map(({ column }) => column));
      const more = open.filter(({ cell }) => !own.has(cell.column)).map(({ cell }) => cell);
      count += more.length;
      for (const cell of cells) {
        const start = starts.get(`${row - 1}/${cell.column}`);
        if (start) open.push({ cell, bottom: start.bottom });
      }
      return { row, cells: [...cells, ...more].sort((a, b) => a.column - b.column) };
    },
    count: () => count,
  };
}

/** What is to be said of a sheet. */
function createRemarks() {
  const titles: number[] = [];
  const dates = new Map<number, 'date' | 'time'>();
  const names = new Map<number, string>();
  const errors: { places: string[]; texts: Set<string> } = { places: [], texts: new Set() };
  const formulas: string[] = [];
  return {
    titles: (rows: readonly number[]) => void titles.push(...rows),
    cell({ column, text, kind }: Cell, row: number): void {
      if (!names.has(column)) names.set(column, kind === 'text' ? text : '');
      if (kind === 'date' || kind === 'time') dates.set(column, kind);
      if (kind === 'error') {
        errors.texts.add(text);
        errors.places.push(columnLetters(column) + row);
      }
      if (kind === 'formula') formulas.push(columnLetters(column) + row);
    },
    notes(filled: number): DatasetWarning[] {
      const columns = (kind: 'date' | 'time') =>
        [...dates]
          .filter(([, found]) => found === kind)
          .map(([column]) => (names.get(column) ? `\`${names.get(column)}\`` : columnLetters(column)));
      const notes: (string | false)[] = [
        columns('date').length > 0 &&
          `Dates are read as days since 1970-01-01: ${listed(columns('date'), ', ')}`,
        columns('time').length > 0 && `Times are read as parts of a day: ${listed(columns('time'), ', ')}`,
        errors.places.length > 0 &&
          `Errors (${[...errors.texts].join(', ')}) are read as missing, in ${listed(errors.places, ', ')}`,
        formulas.length > 0 &&
          `Formulas whose results the file does not hold are read as missing, in ${listed(formulas, ', ')}: open and save it in a spreadsheet program to have them`,
        filled > 0 && `Merged cells are read as if each of their rows had the value: ${filled} cells`,
      ];
      return [
        ...(titles.length > 0
          ? [
              {
                code: 'skipped' as const,
                message: `Left out because they are no rows of the table: row${titles.length > 1 ? 's' : ''} ${listed(titles.map(String), ', ')}`,
              },
            ]
          : []),
        ...notes.flatMap((message) => (message ? [{ code: 'read-as' as const, message }] : [])),
      ];
    },
  };
}

function cellText({ text, kind }: Cell): string {
  if (kind === 'error' || kind === 'formula') return '';
  if (kind !== 'text') return text;
  const line = text.replace(/[\t\r\n\0]+/g, ' ').trim();
  // What could be taken for another delimiter, a quote or a comment.
  return /[",;|#]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
}

function tooLarge(place: string): AnnealError {
  return new AnnealError('file-too-large', `${place} holds more than 1 GiB of text.`, {
    place,
    remedy: 'Save the sheet as CSV, which can be of any size.',
  });
}
