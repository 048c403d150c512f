/** What a cell says: a number, nothing, or text. */
import { isMarked } from './marks';
import { createNumberReader, type NumberReader } from './numbers';
import { type Page, textOf } from './page';
import { LONGEST_SPELLING, readSpelledNumber, type SpelledNumber } from './spelledNumbers';

/** Spellings of a missing value: those that pandas knows, and the question mark of the UCI repository. */
const missingSpellings = new Set(
  [
    ['', '?', 'NA', 'N/A', '#N/A', '#N/A N/A', '#NA', '<NA>', 'n/a', 'NaN', '-NaN', 'nan', '-nan'],
    ['null', 'NULL', 'Null', 'None', '1.#IND', '-1.#IND', '1.#QNAN', '-1.#QNAN'],
  ].flat(),
);

const INFINITE = /^([+-]?)inf(?:inity)?$/i;

export interface CellReader {
  /** Of the numbers that are written as usual, with the decimal sign of the file. */
  numbers: NumberReader;
  /** @returns the number that a cell without blanks around it holds, NaN where it is missing, null where it is text. */
  read(page: Page, from: number, to: number): number | null;
  /** The same of a text, and what there is to say of its spelling. */
  readText(cell: string): number | null;
  /** How the cell that was read last is written, where it is not as usual; null also of texts. */
  spelled(): SpelledNumber | null;
}

/** The first bytes of numbers and of all these words: few texts have to be looked into. */
const firstBytes = new Uint8Array(256);
for (const word of [...missingSpellings, ...'0123456789+-.,iI$(']) firstBytes[word.charCodeAt(0)] = 1;
// Typographic signs and currencies in UTF-8.
for (const byte of [0xe2, 0xef, 0xc2]) firstBytes[byte] = 1;

/** Bytes that occur in a number, however it is written; those of UTF-8 beyond ASCII are looked at one by one later. */
const numberBytes = new Uint8Array(256).fill(1, 0x80);
for (const sign of "0123456789+-.,'eEdDqQ %$*^x") numberBytes[sign.charCodeAt(0)] = 1;

/**
 * @param decimalComma `1,5` is one and a half.
 * @param marks further spellings of a missing value, as somebody has said; `<` and `>` stand for all like `<0.05`.
 */
export function createCellReader(decimalComma: boolean, marks: ReadonlySet<string> = new Set()): CellReader {
  const numbers = createNumberReader(decimalComma);
  let spelled: SpelledNumber | null = null;

  function readWord(word: string): number | null {
    if (missingSpellings.has(word) || isMarked(word, marks)) return Number.NaN;
    if (INFINITE.test(word))
      return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    spelled = readSpelledNumber(word, decimalComma);
    return spelled?.value ?? null;
  }

  return {
    numbers,
    read(page, from, to) {
      spelled = null;
      if (from === to) return Number.NaN;
      const { bytes, view } = page;
      if (marks.size === 0) {
        if (firstBytes[bytes[from]!] === 0) return null;
        if (numbers.read(view, from) === to) return numbers.value(view);
        if (to - from > LONGEST_SPELLING) return null;
        if (isDigit(bytes[from]!) && !mayBeNumber(bytes, from, to)) return null;
      }
      return readWord(textOf(page, from, to));
    },
    readText(cell) {
      spelled = null;
      const word = cell.trim();
      const plain = decimalComma
        ? /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/
        : /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
      if (plain.test(word) && !isMarked(word, marks)) return Number(word.replace(',', '.'));
      return readWord(word);
    },
    spelled: () => spelled,
  };
}

const isDigit = (byte: number) => byte >= 48 && byte <= 57;

/** Dates, times and addresses begin with digits as well: most of them have other signs, or several dashes. */
function mayBeNumber(bytes: Uint8Array, from: number, to: number): boolean {
  let signs = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (numberBytes[byte] === 0) return false;
    if ((byte === 45 || byte === 43) && ++signs > 1) return false;
  }
  return true;
}
