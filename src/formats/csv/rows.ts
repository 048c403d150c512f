/** The rows of a text table out of its bytes, a piece at a time, cell by cell. */
import { AnnealError } from '../../protocol/errors';
import type { NamedBlob, ReadWatch } from '../openedFile';
import type { NumberReader } from './numbers';
import { blankAt, capacityOf, createPage, dropBlanks, endPage, type Page, skipBlanks } from './page';
import { piecesOf, type TextEncoding } from './pieces';

/** Who takes the cells. */
export interface CellSink {
  /** Columns with a 1 are tried as numbers first, which is faster; all others come as text. */
  numeric: Uint8Array;
  /** The cell is the number that was read last, written at `from` to `to`. */
  onNumber(column: number, page: Page, from: number, to: number): void;
  /** Any cell, without its quotes and the blanks around it. @param line on which its row begins, from 1. */
  onText(column: number, page: Page, from: number, to: number, line: number): void;
  /** A row of so many cells is complete. Lines of blanks are no rows. */
  onRow(cells: number, line: number): void;
}

export interface Tokenizer {
  /** @throws AnnealError `data-ragged` for a quote that is never closed, and what the sink throws. */
  take(piece: Uint8Array): void;
  /** The last row may lack its line break. */
  end(): void;
}

const QUOTE = 34;
const LF = 10;
const CR = 13;

/** A longer cell is refused: most likely a quote is not closed, and the rest of the file would be one cell. */
export const LONGEST_CELL = 1 << 25;

/**
 * A cell that begins with a quote ends with one that a delimiter or the end of the line follows, blanks aside; two quotes in
 * it are one, and so is one that anything else follows. Line breaks in it are a line feed, however they are written.
 */
export function createTokenizer(
  file: string,
  delimiter: string,
  numbers: NumberReader,
  sink: CellSink,
): Tokenizer {
  const delimiterByte = delimiter.charCodeAt(0);
  const endsCell = new Uint8Array(256);
  for (const byte of [delimiterByte, LF, CR]) endsCell[byte] = 1;
  let page = createPage(0);
  /** Bytes of the page that are a cell whose end has not come yet. */
  let held = 0;
  let column = 0;
  let line = 1;
  let rowLine = 1;
  /** Of the cell that was found last. */
  const cell = { page, from: 0, to: 0, stop: 0 };

  function take(piece: Uint8Array, isLast = false): void {
    const end = held + piece.length;
    if (end > capacityOf(page)) {
      const larger = createPage(end);
      larger.bytes.set(page.bytes.subarray(0, held));
      page = larger;
    }
    page.bytes.set(piece, held);
    endPage(page, end);
    const rest = takeCells(end, isLast);
    held = end - rest;
    if (held > LONGEST_CELL) throw tooLong(file, rowLine);
    page.bytes.copyWithin(0, rest, end);
  }

  /** @returns where the first cell begins that is not complete. */
  function takeCells(end: number, isLast: boolean): number {
    const { bytes, view } = page;
    let at = 0;
    // At the end of the file there is one more cell behind a delimiter.
    while (at < end || (isLast && column > 0)) {
      if (sink.numeric[column] === 1) {
        const after = numbers.read(view, at);
        const stop = bytes[after]!;
        if (after > at && stop === delimiterByte) {
          sink.onNumber(column++, page, at, after);
          at = after + 1;
          continue;
        }
        if (after > at && (stop === LF || (stop === CR && bytes[after + 1] === LF))) {
          sink.onNumber(column, page, at, after);
          endRow();
          at = after + (stop === LF ? 1 : 2);
          continue;
        }
      }
      const isQuoted = bytes[at] === QUOTE && at < end;
      if (!(isQuoted ? findQuoted(at, end, isLast) : findPlain(at, end))) break;
      const { stop } = cell;
      // The line feed behind a carriage return may be in the next piece.
      if (!isLast && (stop === end || (stop + 1 === end && bytes[stop] === CR))) break;
      if (isQuoted) line += breaksIn(at, stop);
      const from = skipBlanks(cell.page, cell.from, cell.to);
      const to = dropBlanks(cell.page, from, cell.to);
      if (stop < end && bytes[stop] === delimiterByte) {
        sink.onText(column++, cell.page, from, to, rowLine);
        at = stop + 1;
        continue;
      }
      if (column > 0 || from < to) {
        sink.onText(column, cell.page, from, to, rowLine);
        endRow();
      } else rowLine = ++line;
      at = stop + (bytes[stop] === CR && bytes[stop + 1] === LF ? 2 : 1);
    }
    return Math.min(at, end);
  }

  function endRow(): void {
    const cells = column + 1;
    const begun = rowLine;
    column = 0;
    rowLine = ++line;
    sink.onRow(cells, begun);
  }

  function findPlain(start: number, end: number): true {
    const { bytes } = page;
    let stop = start;
    while (stop < end && endsCell[bytes[stop]!] === 0) stop++;
    cell.page = page;
    cell.from = start;
    cell.to = stop;
    cell.stop = stop;
    return true;
  }

  /** @returns whether the cell is complete. */
  function findQuoted(start: number, end: number, isLast: boolean): boolean {
    const { bytes } = page;
    let isPlain = true;
    for (let at = start + 1; at < end; at++) {
      const byte = bytes[at];
      if (byte === CR) isPlain = false;
      if (byte !== QUOTE) continue;
      if (bytes[at + 1] === QUOTE) {
        isPlain = false;
        at++;
        continue;
      }
      let stop = at + 1;
      while (stop < end && endsCell[bytes[stop]!] === 0 && blankAt(bytes, stop) > 0)
        stop += blankAt(bytes, stop);
      if (stop < end && endsCell[bytes[stop]!] === 0) continue;
      cell.page = page;
      cell.from = start + 1;
      cell.to = at;
      cell.stop = stop;
      if (!isPlain) unquote();
      return true;
    }
    if (isLast) throw unclosedQuote(file, rowLine);
    return false;
  }

  /** Puts the cell into a page of its own, with single quotes and line feeds. */
  function unquote(): void {
    const { bytes } = page;
    const plain = createPage(cell.to - cell.from);
    let length = 0;
    for (let at = cell.from; at < cell.to; at++) {
      const byte = bytes[at]!;
      if ((byte === QUOTE && bytes[at + 1] === QUOTE) || (byte === CR && bytes[at + 1] === LF)) at++;
      plain.bytes[length++] = byte === CR ? LF : byte;
    }
    cell.page = plain;
    cell.from = 0;
    cell.to = length;
  }

  function breaksIn(from: number, to: number): number {
    const { bytes } = page;
    let breaks = 0;
    for (let at = from; at < to; at++) {
      if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) breaks++;
    }
    return breaks;
  }

  return { take, end: () => take(new Uint8Array(0), true) };
}

function unclosedQuote(file: string, line: number): AnnealError {
  return new AnnealError('data-ragged', `${file}, line ${line}: a quote is opened and never closed.`, {
    place: `${file}, line ${line}`,
    remedy: 'Close the quote, or write a quote inside a text twice: "".',
  });
}

function tooLong(file: string, line: number): AnnealError {
  const mebibytes = LONGEST_CELL / 2 ** 20;
  return new AnnealError('data-ragged', `${file}, line ${line}: a cell is longer than ${mebibytes} MiB.`, {
    place: `${file}, line ${line}`,
    received: `more than ${LONGEST_CELL} bytes`,
    remedy: 'Close the quote where the text ends, or write a quote inside a text twice: "".',
  });
}

/** All rows of a file; yields whenever the sink has got those of a piece. @throws AnnealError as `take`, `cancelled`. */
export async function* readRows(
  file: NamedBlob,
  { encoding, delimiter }: { encoding: TextEncoding; delimiter: string },
  numbers: NumberReader,
  sink: CellSink,
  watch?: ReadWatch,
): AsyncGenerator<void> {
  const tokenizer = createTokenizer(file.name, delimiter, numbers, sink);
  for await (const piece of piecesOf(file, encoding, watch)) {
    tokenizer.take(piece);
    yield;
  }
  tokenizer.end();
  yield;
}
