/** The rows of a text table out of its bytes, a piece at a time, cell by quoted. */
import { AnnealError } from '../../protocol/errors';
import type { NamedBlob, ReadWatch } from '../openedFile';
import { createBlankRuns } from './blankRuns';
import type { CommentRule } from './comments';
import { isMark } from './marks';
import type { NumberReader } from './numbers';
import { blankAt, capacityOf, createPage, dropBlanks, endPage, type Page, skipBlanks, textOf } from './page';
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

/** How rows are told from other lines, and cells from each other. */
export interface RowRules {
  /** One character of ASCII. */
  delimiter: string;
  comment?: CommentRule | null;
  /** Lines at the beginning that are passed over. */
  skipLines?: number;
}

export interface Tokenizer {
  /** @throws AnnealError `data-ragged` for a quote that is never closed, and what the sink throws. */
  take(piece: Uint8Array): void;
  /** The last row may lack its line break. */
  end(): void;
  /** Lines of comments so far, and the first of them; 0 where there is none. */
  comments(): { count: number; first: number };
}

const QUOTE = 34;
const SPACE = 32;
const TAB = 9;
const LF = 10;
const CR = 13;

/** A longer cell is refused: most likely a quote is not closed, and the rest of the file would be one quoted. */
export const LONGEST_CELL = 1 << 25;
/** `#WERT!` and its like are short. */
const LONGEST_ERROR = 16;
const LONGEST_MEBIBYTES = LONGEST_CELL / 2 ** 20;

/**
 * A cell that begins with a quote, also behind spaces, ends with one that a delimiter or the end of the line follows, blanks aside; two quotes in
 * it are one, and so is one that anything else follows. Line breaks in it are a line feed, however they are written.
 */
export function createTokenizer(
  file: string,
  { delimiter, comment = null, skipLines = 0 }: RowRules,
  numbers: NumberReader,
  sink: CellSink,
): Tokenizer {
  const delimiterByte = delimiter.charCodeAt(0);
  const mark = new TextEncoder().encode(comment?.mark ?? '');
  const endsCell = new Uint8Array(256);
  for (const byte of [delimiterByte, LF, CR]) endsCell[byte] = 1;
  const delimiterWord = delimiterByte * 0x01010101;
  let page = createPage(0);
  /** Bytes of the page that are a cell whose end has not come yet. */
  let held = 0;
  let column = 0;
  let line = 1;
  let rowLine = 1;
  /** The text of a quoted cell, where it is not as the file has it. */
  let plain = createPage(256);
  /** Of the cell in quotes that was found last. */
  const quoted = { page, from: 0, to: 0 };
  /** Of the held cell, how far it has been looked through: a long one would be looked through with every piece. */
  let scanned = 0;
  let isPlain = true;
  let rowCells = 0;
  const comments = { count: 0, first: 0 };

  function take(piece: Uint8Array, isLast = false): void {
    const end = held + piece.length;
    if (end > capacityOf(page)) {
      const larger = createPage(held > piece.length ? 2 * end : end);
      larger.bytes.set(page.bytes.subarray(0, held));
      page = larger;
    }
    page.bytes.set(piece, held);
    endPage(page, end);
    const rest = takeCells(end, isLast);
    held = end - rest;
    if (held > LONGEST_CELL)
      throw page.bytes[rest] === QUOTE
        ? unclosedQuote(file, line, ` within ${LONGEST_MEBIBYTES} MiB`)
        : tooLong(file, rowLine);
    page.bytes.copyWithin(0, rest, end);
  }

  /** @returns where the first cell begins that is not complete. */
  function takeCells(end: number, isLast: boolean): number {
    const { bytes, view } = page;
    let at = 0;
    while (line <= skipLines && at < end) {
      const stop = endOfLine(at, end);
      if (!isLast && (stop === end || (stop + 1 === end && bytes[stop] === CR))) return at;
      rowLine = ++line;
      at = Math.min(end, stop + breakAt(stop));
    }
    // At the end of the file there is one more cell behind a delimiter.
    while (at < end || (isLast && column > 0)) {
      if (sink.numeric[column] === 1) {
        const after = numbers.read(view, at);
        const stop = bytes[after]!;
        scanned = after > at ? 0 : scanned;
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
      if (column === 0 && comment !== null && scanned === 0 && isMarked(at)) {
        const stop = endOfLine(at, end);
        if (!isLast && (stop === end || (stop + 1 === end && bytes[stop] === CR))) break;
        if (comment.isAlways || rowCells !== cellsIn(at, stop)) {
          if (comments.count++ === 0) comments.first = line;
          rowLine = ++line;
          at = stop + breakAt(stop);
          continue;
        }
      }
      let opening = at;
      while (bytes[opening] === SPACE) opening++;
      const isQuoted = bytes[opening] === QUOTE && opening < end;
      const stop = isQuoted ? findQuoted(opening, end, isLast, at) : endOfCell(at + scanned, end);
      // The line feed behind a carriage return may be in the next piece.
      if (!isLast && (stop === end || (stop + 1 === end && bytes[stop] === CR))) {
        if (!isQuoted) scanned = Math.max(0, end - 1 - at);
        break;
      }
      scanned = 0;
      isPlain = true;
      if (isQuoted) line += breaksIn(at, stop);
      const text = isQuoted ? quoted.page : page;
      const to = dropBlanks(text, isQuoted ? quoted.from : at, isQuoted ? quoted.to : stop);
      const from = skipBlanks(text, isQuoted ? quoted.from : at, to);
      if (stop < end && bytes[stop] === delimiterByte) {
        sink.onText(column++, text, from, to, rowLine);
        at = stop + 1;
        continue;
      }
      if (column > 0 || from < to) {
        sink.onText(column, text, from, to, rowLine);
        endRow();
      } else rowLine = ++line;
      at = stop + breakAt(stop);
    }
    return Math.min(at, end);
  }

  /** Bytes of the line break at a position. */
  function breakAt(stop: number): 1 | 2 {
    return page.bytes[stop] === CR && page.bytes[stop + 1] === LF ? 2 : 1;
  }

  function endOfLine(start: number, end: number): number {
    const { bytes } = page;
    let at = start;
    while (at < end && bytes[at] !== LF && bytes[at] !== CR) at++;
    return at;
  }

  /** Whether a line begins with the mark of comments, blanks and a quote aside. */
  function isMarked(start: number): boolean {
    const { bytes } = page;
    let at = start;
    while (bytes[at] === SPACE || (bytes[at] === TAB && delimiterByte !== TAB)) at++;
    if (bytes[at] === QUOTE) at++;
    if (!mark.every((byte, index) => bytes[at + index] === byte)) return false;
    // `#DIV/0!` is no comment.
    const stop = endOfCell(at, Math.min(at + LONGEST_ERROR, capacityOf(page)));
    return !isMark(textOf(page, at, dropBlanks(page, at, stop)).replace(/"$/, ''));
  }

  function cellsIn(from: number, to: number): number {
    let cells = 1;
    for (let at = from; at < to; at++) if (page.bytes[at] === delimiterByte) cells++;
    return cells;
  }

  function endRow(): void {
    const cells = column + 1;
    const begun = rowLine;
    column = 0;
    rowCells = cells;
    rowLine = ++line;
    sink.onRow(cells, begun);
  }

  /** Where the next delimiter or line break is. */
  function endOfCell(start: number, end: number): number {
    const { view } = page;
    for (let at = start; at < end; at += 4) {
      const word = view.getInt32(at, true);
      const marks =
        zeroByte(word ^ delimiterWord) | zeroByte(word ^ 0x0a0a0a0a) | zeroByte(word ^ 0x0d0d0d0d);
      if (marks !== 0) return Math.min(at + ((31 - Math.clz32(marks & -marks)) >> 3), end);
    }
    return end;
  }

  /** Where the delimiter or line break behind a quoted cell is; the end where the cell, begun at `begin`, is not complete. */
  function findQuoted(start: number, end: number, isLast: boolean, begin: number): number {
    const { bytes } = page;
    for (let at = Math.max(start + 1, begin + scanned); at < end; at++) {
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
      if (stop < end && endsCell[bytes[stop]!] === 0) {
        // The rest of a blank may be in the next piece.
        const isCut = !isLast && stop + 2 >= end && bytes[stop]! >= 0x80;
        if (!isCut) continue;
        scanned = at - begin;
        return end;
      }
      scanned = at - begin;
      quoted.page = page;
      quoted.from = start + 1;
      quoted.to = at;
      if (!isPlain && (stop < end || isLast)) unquote();
      return stop;
    }
    if (isLast) throw unclosedQuote(file, line);
    scanned = end - begin;
    return end;
  }

  /** Puts the cell into a page of its own, with single quotes and line feeds. */
  function unquote(): void {
    const { bytes } = page;
    if (capacityOf(plain) < quoted.to - quoted.from) plain = createPage(2 * (quoted.to - quoted.from));
    let length = 0;
    for (let at = quoted.from; at < quoted.to; at++) {
      const byte = bytes[at]!;
      if ((byte === QUOTE && bytes[at + 1] === QUOTE) || (byte === CR && bytes[at + 1] === LF)) at++;
      plain.bytes[length++] = byte === CR ? LF : byte;
    }
    endPage(plain, length);
    quoted.page = plain;
    quoted.from = 0;
    quoted.to = length;
  }

  function breaksIn(from: number, to: number): number {
    const { bytes } = page;
    let breaks = 0;
    for (let at = from; at < to; at++) {
      if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) breaks++;
    }
    return breaks;
  }

  return { take, end: () => take(new Uint8Array(0), true), comments: () => comments };
}

function unclosedQuote(file: string, line: number, where = ''): AnnealError {
  const message = `${file}, line ${line}: a quote is opened and ${where ? `not closed${where}` : 'never closed'}.`;
  return new AnnealError('data-ragged', message, {
    place: `${file}, line ${line}`,
    remedy: 'Close the quote, or write a quote inside a text twice: "".',
  });
}

function tooLong(file: string, line: number): AnnealError {
  return new AnnealError(
    'data-ragged',
    `${file}, line ${line}: a cell is longer than ${LONGEST_MEBIBYTES} MiB.`,
    {
      place: `${file}, line ${line}`,
      received: `more than ${LONGEST_CELL} bytes`,
      remedy: 'Choose a table with a line for each row, such as CSV.',
    },
  );
}

/**
 * All rows of a file; yields whenever the sink has got those of a piece.
 * @param rules `isBlank`: cells stand apart by runs of blanks, which are tabs to the tokenizer.
 * @throws AnnealError as `take`, `cancelled`.
 */
export async function* readRows(
  file: NamedBlob,
  rules: RowRules & { encoding: TextEncoding; isBlank: boolean },
  numbers: NumberReader,
  sink: CellSink,
  watch?: ReadWatch,
): AsyncGenerator<ReturnType<Tokenizer['comments']>> {
  const tokenizer = createTokenizer(file.name, rules, numbers, sink);
  const blanks = rules.isBlank ? createBlankRuns() : null;
  for await (const piece of piecesOf(file, rules.encoding, watch)) {
    tokenizer.take(blanks ? blanks(piece) : piece);
    yield tokenizer.comments();
  }
  tokenizer.end();
  yield tokenizer.comments();
}

/** The first bit that is set lies in the first byte that is zero; 0 where none is. */
function zeroByte(word: number): number {
  return (word - 0x01010101) & ~word & 0x80808080;
}
