/**
 * A pass over a table when it is opened: all of it decides what its columns are, and every fault of its form is found, so
 * that a bad file is refused before anything is kept. Of numbers nothing is held, of text each different one.
 */
import type { NamedBlob, ReadWatch } from '../openedFile';
import { createCellReader } from './cells';
import { ragged, shifted } from './columns';
import type { CsvDialect } from './dialect';
import { isMark } from './marks';
import { type Page, textOf } from './page';
import { createRowNumbers, isUnnamed, type RowNumbers } from './rowNumbers';
import { type CellSink, readRows } from './rows';
import { createSpellings, type Spellings } from './spellings';
import { MISTAKE_SHARE, newTally, noteComma, noteMark, noteSpelled, noteWord, type Tally } from './tally';

export interface Scan {
  /** As the header has them; empty where there is no name. */
  names: string[];
  tallies: Tally[];
  rows: number;
  comments: { count: number; first: number };
  /** Of a first column without a name. */
  rowNumbers: RowNumbers | null;
  /** Rows that end before the last column, and the line of the first one. */
  short: { count: number; line: number };
}

/** A table with a larger part of such rows is most likely separated by another sign, or no table. */
const SHORT_SHARE = 0.25;

/** Longer words are not looked up among the marks. */
const LONGEST_MARK = 24;
/** After so many texts, most of a column, nobody asks whether they stand for missing numbers. */
const ENOUGH_TEXTS = 1000;

/**
 * Cells that a row lacks at its end are missing; those that it has too many may be blank.
 * @throws AnnealError `data-ragged` for a row with more values than there are columns, and for many that have fewer; `cancelled`.
 */
export async function scanRows(
  file: NamedBlob,
  dialect: CsvDialect,
  { onProgress, signal }: ReadWatch,
  mostTextBytes: number,
): Promise<Scan> {
  const scan = createScan(file.name, dialect, mostTextBytes);
  const size = file.blob.size;
  let lateRows = 0;
  let lateBytes = 0;
  let shown = 0;
  let comments = { count: 0, first: 0 };
  const report = (done: number) => {
    if (scan.lateRows() > lateRows) {
      lateRows = scan.lateRows();
      lateBytes = done;
    }
    // So much is read twice, which shows only on the way; what is shown as done never becomes less.
    shown = Math.max(shown, done / (size + lateBytes));
    onProgress?.(shown * size, size);
  };

  for await (const found of readRows(file, dialect, scan.cells.numbers, scan.sink, {
    signal,
    onProgress: report,
  })) {
    comments = found;
  }
  // The last row may have come since.
  scan.end();
  report(size);
  const watch: ReadWatch = { signal, onProgress: (done) => report(size + done) };
  if (lateRows > 0) {
    for await (const _ of readRows(file, dialect, scan.cells.numbers, scan.lateSink, watch)) {
      if (scan.isComplete()) break;
    }
    report(size + lateBytes);
  }
  return { ...scan.found(), comments: { ...comments } };
}

function createScan(file: string, dialect: CsvDialect, mostTextBytes: number) {
  const { headerRows, unnamed, marks } = dialect;
  const cells = createCellReader(dialect.decimalComma, marks ?? undefined);
  const tries = hasNumericMarks(marks) ? 0 : 1;
  const names: string[] = dialect.names ? [...dialect.names] : [];
  const tallies: Tally[] = dialect.names?.map(newTally) ?? [];
  let expected: { cells: number; line: number } | null = null;
  let headersLeft = headerRows;
  let rows = 0;
  let lateRows = 0;
  let rowAgain = -headerRows;
  let textBytes = 0;
  let rowNumbers: RowNumbers | null = null;
  const short = { count: 0, line: 0, cells: 0 };
  /** Whether the row has values behind the last column. */
  let isOverfull = false;

  function keep(spellings: Spellings, page: Page, from: number, to: number): void {
    textBytes += spellings.add(page, from, to);
    while (textBytes > mostTextBytes) {
      const most = tallies.reduce((one, other) => (bytesOf(other) > bytesOf(one) ? other : one));
      textBytes -= bytesOf(most);
      most.spellings = null;
      most.isLeftOut = true;
    }
  }

  /** A cell that is no number. */
  function takeText(tally: Tally, index: number, page: Page, from: number, to: number, line: number): void {
    const mayBeMark =
      to - from <= LONGEST_MARK && (tally.texts < ENOUGH_TEXTS || tally.numbers > tally.texts);
    if (mayBeMark && isMark(textOf(page, from, to))) {
      if (marks === null) {
        noteMark(tally, textOf(page, from, to));
        if (tally.spellings) keep(tally.spellings, page, from, to);
        return;
      }
      tally.kept++;
    }
    if (marks === null) noteWord(tally, to - from <= LONGEST_MARK ? textOf(page, from, to) : null);
    tally.texts++;
    tally.first ??= { line, text: textOf(page, from, to) };
    const isLikelyText = tally.kept > 0 || tally.texts > MISTAKE_SHARE * (tally.numbers + tally.texts);
    if (!tally.spellings && !tally.isLeftOut && isLikelyText) {
      tally.spellings = createSpellings();
      sink.numeric[index] = 0;
      if (tally.numbers + tally.marks.size + tally.texts > 1) tally.lateRows = lateRows = rows;
    }
    if (tally.spellings) keep(tally.spellings, page, from, to);
  }

  const sink: CellSink = {
    // How many columns there are the first row says.
    numeric: new Uint8Array(0),
    onNumber(index, page, from, to) {
      const tally = tallies[index]!;
      tally.numbers++;
      if (dialect.decimalComma) noteComma(tally, page, from, to);
      if (tally.spellings) keep(tally.spellings, page, from, to);
    },
    onText(index, page, from, to, line) {
      if (headersLeft > 0) {
        if (expected === null && !dialect.names) names.push(textOf(page, from, to));
        return;
      }
      if (expected === null && !dialect.names) {
        tallies.push(newTally());
        names.push('');
      }
      const tally = tallies[index];
      // A value too many is refused at the end of its row.
      if (tally === undefined) {
        isOverfull ||= from < to;
        return;
      }
      const value = cells.read(page, from, to);
      if (index === 0) rowNumbers?.add(value);
      const spelled = cells.spelled();
      if (spelled !== null) noteSpelled(tally, spelled, () => textOf(page, from, to));
      if (value === null) takeText(tally, index, page, from, to, line);
      else if (!Number.isNaN(value)) {
        tally.numbers++;
        if (dialect.decimalComma && spelled === null) noteComma(tally, page, from, to);
        if (tally.spellings) keep(tally.spellings, page, from, to);
      }
    },
    onRow(cells, line) {
      if (expected === null) {
        if (unnamed === 'front') names.unshift('');
        if (unnamed === 'behind') names.push('');
        const own = unnamed === null || headersLeft === 0 ? cells : cells + 1;
        expected = { cells: dialect.names?.length ?? own, line };
        while (tallies.length < expected.cells) tallies.push(newTally());
      }
      if (headersLeft > 0) headersLeft--;
      else {
        if (isOverfull) throw ragged(file, line, cells, expected);
        if (cells < expected.cells && short.count++ === 0) Object.assign(short, { line, cells });
        rows++;
      }
      if (headersLeft === 0 && sink.numeric.length === 0) begin(expected.cells);
      else if (rows > 0 && rowNumbers !== null && !rowNumbers.mayBe()) endRowNumbers();
    },
  };

  /** From here on rows are data; the row numbers come as text, so that they are seen one by one. */
  function begin(columns: number): void {
    sink.numeric = new Uint8Array(columns).fill(tries);
    if (headerRows > 0 && rows === 0 && isUnnamed(names[0] ?? '')) {
      rowNumbers = createRowNumbers();
      sink.numeric[0] = 0;
    }
  }

  function endRowNumbers(): void {
    rowNumbers = null;
    if (!tallies[0]!.spellings) sink.numeric[0] = tries;
  }

  function end(): void {
    if (dialect.isBlank && short.count > 0) throw shifted(file, short, expected!.cells);
    if (short.count > SHORT_SHARE * rows) throw ragged(file, short.line, short.cells, expected!);
    // Columns of nothing but marks are text: flags, for example.
    for (const tally of tallies) {
      if (tally.marks.size === 0 || tally.numbers > 0 || tally.spellings || tally.isLeftOut) continue;
      tally.spellings = createSpellings();
      tally.lateRows = lateRows = rows;
    }
  }

  const lateSink: CellSink = {
    numeric: new Uint8Array(0),
    onNumber() {},
    onText(index, page, from, to) {
      const { spellings, lateRows: before } = tallies[index] ?? newTally();
      if (!spellings || rowAgain < 0 || rowAgain >= before) return;
      if (!Number.isNaN(cells.read(page, from, to))) keep(spellings, page, from, to);
    },
    onRow() {
      rowAgain++;
    },
  };

  return {
    cells,
    sink,
    lateSink,
    end,
    lateRows: () => lateRows,
    /** Whether the second sink has got all that the first one lacks. */
    isComplete: () => rowAgain >= lateRows,
    found: () => ({ names, tallies, rows, rowNumbers, short }),
  };
}

/** Marks such as −999 are numbers as well, so that every number has to be looked at. */
export function hasNumericMarks(marks: ReadonlySet<string> | null): boolean {
  return marks !== null && [...marks].some((mark) => /\d/.test(mark));
}

function bytesOf({ spellings }: Tally): number {
  return spellings?.bytes ?? 0;
}
