/** What a cell says: a number, nothing, or text. */
import type { NumberReader } from './numbers';
import type { Page } from './page';

/** Spellings of a missing value: those that pandas knows, and the question mark of the UCI repository. */
const missingSpellings = new Set(
  [
    ['', '?', 'NA', 'N/A', '#N/A', '#N/A N/A', '#NA', '<NA>', 'n/a', 'NaN', '-NaN', 'nan', '-nan'],
    ['null', 'NULL', 'Null', 'None', '1.#IND', '-1.#IND', '1.#QNAN', '-1.#QNAN'],
  ].flat(),
);

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const COMMA_NUMBER = /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

export function isMissing(cell: string): boolean {
  return missingSpellings.has(cell.trim());
}

/** @param decimalComma `1,5` is one and a half. Digits are never grouped. */
export function isNumber(cell: string, decimalComma: boolean): boolean {
  const text = cell.trim();
  return NUMBER.test(text) || (decimalComma && COMMA_NUMBER.test(text)) || INFINITE.test(text);
}

/** The first letters of numbers and of all these words, and the length of the longest: few texts have to be looked into. */
const firstLetters = new Uint8Array(256);
for (const word of [...missingSpellings, ...'0123456789+-.,iI']) firstLetters[word.charCodeAt(0)] = 1;
const LONGEST_WORD = '-infinity'.length;

/** @returns the number that a cell without blanks around it holds, NaN where it is missing, null where it is text. */
export function cellNumber(numbers: NumberReader, page: Page, from: number, to: number): number | null {
  if (from === to) return Number.NaN;
  const { bytes, view } = page;
  if (firstLetters[bytes[from]!] === 0) return null;
  if (numbers.read(view, from) === to) return numbers.value(view);
  if (to - from > LONGEST_WORD) return null;
  let word = '';
  for (let at = from; at < to; at++) word += String.fromCharCode(bytes[at]!);
  if (missingSpellings.has(word)) return Number.NaN;
  if (!INFINITE.test(word)) return null;
  return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
