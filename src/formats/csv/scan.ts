/**
 * The first pass over a table, when it is opened: all of it decides what its columns are, and every fault of its form is
 * found, so that a bad file is refused before anything is kept. Of numbers nothing is held, of text each different one.
 */
import type { DatasetWarning } from '../../protocol/datasets';
import type { NamedBlob, ReadWatch } from '../openedFile';
import { cellNumber } from './cells';
import {
  type CsvColumn,
  columnNames,
  emptyColumn,
  mixed,
  noRows,
  ragged,
  type Tally,
  tooManyTexts,
  typeOf,
} from './columns';
import type { CsvDialect } from './dialect';
import { createNumberReader, type NumberReader } from './numbers';
import { type Page, textOf } from './page';
import { type CellSink, readRows } from './rows';
import { createSpellings, type Spellings } from './spellings';

export interface CsvTable {
  columns: CsvColumn[];
  rows: number;
  notes: DatasetWarning[];
}

/** Memory for the different texts of all columns; where they take more, the column with the most is left out. */
const MOST_TEXT_BYTES = 2 ** 28;

/**
 * @throws AnnealError `data-empty` without rows, `data-ragged` for a row with more or fewer cells than the first,
 * `data-type` for text in a column of numbers, `cancelled`.
 */
export async function scanTable(
  file: NamedBlob,
  dialect: CsvDialect,
  { onProgress, signal }: ReadWatch,
  mostTextBytes = MOST_TEXT_BYTES,
): Promise<CsvTable> {
  const numbers = createNumberReader(dialect.decimalComma);
  const scan = createScan(file.name, dialect.hasHeader, numbers, mostTextBytes);
  const size = file.blob.size;
  let lateRows = 0;
  let lateBytes = 0;
  let shown = 0;
  const report = (done: number) => {
    if (scan.lateRows() > lateRows) {
      lateRows = scan.lateRows();
      lateBytes = done;
    }
    // So much is read twice, which shows only on the way; what is shown as done never becomes less.
    shown = Math.max(shown, done / (size + lateBytes));
    onProgress?.(shown * size, size);
  };

  for await (const _ of readRows(file, dialect, numbers, scan.sink, { signal, onProgress: report })) {
  }
  // The last row may have come since.
  report(size);
  scan.judge();
  const watch: ReadWatch = { signal, onProgress: (done) => report(size + done) };
  if (lateRows > 0) {
    for await (const _ of readRows(file, dialect, numbers, scan.lateSink, watch)) {
      if (scan.isComplete()) break;
    }
    report(size + lateBytes);
  }
  return scan.table();
}

interface ScannedColumn extends Tally {
  /** Its different texts, from the first cell on that is no number. */
  spellings: Spellings | null;
  /** Rows before that, whose numbers are texts of the column as well and have to be read again. */
  lateRows: number;
  isLeftOut: boolean;
}

function createScan(file: string, hasHeader: boolean, numbers: NumberReader, mostTextBytes: number) {
  const names: string[] = [];
  const columns: ScannedColumn[] = [];
  let expected: { cells: number; line: number } | null = null;
  let rows = 0;
  let lateRows = 0;
  let rowAgain = hasHeader ? -1 : 0;
  let textBytes = 0;

  function keep(spellings: Spellings, page: Page, from: number, to: number): void {
    textBytes += spellings.add(page, from, to);
    while (textBytes > mostTextBytes) {
      const most = columns.reduce((one, other) => (bytesOf(other) > bytesOf(one) ? other : one));
      textBytes -= bytesOf(most);
      most.spellings = null;
      most.isLeftOut = true;
    }
  }

  const sink: CellSink = {
    // How many columns there are the first row says.
    numeric: new Uint8Array(0),
    onNumber(index, page, from, to) {
      const column = columns[index]!;
      column.numbers++;
      if (column.spellings) keep(column.spellings, page, from, to);
    },
    onText(index, page, from, to, line) {
      if (expected === null) {
        columns.push(newColumn());
        names.push(hasHeader ? textOf(page, from, to) : '');
        if (hasHeader) return;
      }
      const column = columns[index];
      const value = cellNumber(numbers, page, from, to);
      // A cell too many is refused at the end of its row.
      if (column === undefined || Number.isNaN(value)) return;
      if (value !== null) column.numbers++;
      else column.texts++;
      if (value === null && column.first === null) {
        column.first = { line, text: textOf(page, from, to) };
        column.spellings = createSpellings();
        sink.numeric[index] = 0;
        if (column.numbers > 0) column.lateRows = lateRows = rows;
      }
      if (column.spellings) keep(column.spellings, page, from, to);
    },
    onRow(cells, line) {
      const isFirst = expected === null;
      expected ??= { cells, line };
      if (isFirst) sink.numeric = new Uint8Array(cells).fill(1);
      if (cells !== expected.cells) throw ragged(file, line, cells, expected);
      if (!isFirst || !hasHeader) rows++;
    },
  };

  const lateSink: CellSink = {
    numeric: new Uint8Array(0),
    onNumber() {},
    onText(index, page, from, to) {
      const { spellings, lateRows: before } = columns[index]!;
      if (!spellings || rowAgain < 0 || rowAgain >= before) return;
      if (!Number.isNaN(cellNumber(numbers, page, from, to))) keep(spellings, page, from, to);
    },
    onRow() {
      rowAgain++;
    },
  };

  /** @throws AnnealError for what is wrong with the table as a whole, once all of it has been seen. */
  function judge(): ('number' | 'text' | 'empty')[] {
    const unique = columnNames(names);
    if (rows === 0) throw noRows(file, unique);
    return columns.map((column, index) => {
      // Rows that end in a delimiter make a last column without a name and without values.
      const isEmpty = names[index] === '' && column.numbers + column.texts === 0;
      return hasHeader && isEmpty ? 'empty' : typeOf(unique[index]!, column, file);
    });
  }

  return {
    sink,
    lateSink,
    lateRows: () => lateRows,
    /** Whether the second sink has got all that the first one lacks. */
    isComplete: () => rowAgain >= lateRows,
    judge,
    table(): CsvTable {
      const unique = columnNames(names);
      const kept: CsvColumn[] = [];
      const notes: DatasetWarning[] = [];
      for (const [index, type] of judge().entries()) {
        const column = columns[index]!;
        const name = unique[index]!;
        if (type === 'empty') notes.push(emptyColumn(index));
        else if (type === 'text' && column.isLeftOut) notes.push(tooManyTexts(name));
        else {
          if (type === 'text' && column.numbers > 0) notes.push(mixed(name, column));
          kept.push({ name, index, spellings: type === 'text' ? column.spellings : null });
        }
      }
      return { columns: kept, rows, notes };
    },
  };
}

function newColumn(): ScannedColumn {
  return { numbers: 0, texts: 0, first: null, spellings: null, lateRows: 0, isLeftOut: false };
}

function bytesOf({ spellings }: ScannedColumn): number {
  return spellings?.bytes ?? 0;
}
