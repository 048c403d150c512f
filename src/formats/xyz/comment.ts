/** The comment line of extended XYZ: `key=value` pairs, written and read. */
import { type InfoValue, numberOf } from '../frames/frame';

export interface XyzComment {
  /** Whether it is that of an extended file, in which every word is a key. */
  isExtended: boolean;
  /** `Properties`: which columns the atoms have. */
  properties: string | null;
  /** Whether a cell is given, or periodic directions. */
  isPeriodic: boolean;
  info: Map<string, InfoValue>;
}

/** A word or a text in quotes, the value behind it in quotes or brackets, or bare. */
const PAIR =
  /("(?:[^"\\]|\\.)*"?|[^\s="'{}[\]]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|(?=[{[])|[^\s]*))?/gy;

/** Keys and their values; null for a word alone. Brackets may be nested. */
function pairsOf(comment: string): [key: string, value: string | null][] {
  const pairs: [string, string | null][] = [];
  let at = 0;
  while (at < comment.length) {
    PAIR.lastIndex = at;
    const found = PAIR.exec(comment);
    if (!found) {
      at++;
      continue;
    }
    at = PAIR.lastIndex;
    let value = found[2] ?? null;
    if (value === '' && /[{[]/.test(comment[at] ?? '')) {
      const end = closing(comment, at);
      value = comment.slice(at + 1, end);
      at = end + 1;
    } else if (value !== null) value = unquoted(value);
    pairs.push([unquoted(found[1]!), value]);
  }
  return pairs;
}

/** Where the bracket ends that opens at a place; the end of the text where it never does. */
function closing(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if ('{['.includes(text[at]!)) depth++;
    if ('}]'.includes(text[at]!) && --depth === 0) return at;
  }
  return text.length;
}

function unquoted(text: string): string {
  const quote = text[0];
  // In lists that people read a comma is between pairs.
  if (quote !== '"' && quote !== "'") return text.replace(/,+$/, '');
  const end =
    text.length > 1 && text.endsWith(quote) && !/(?:^|[^\\])(?:\\\\)*\\.$/.test(text) ? -1 : undefined;
  return text.slice(1, end).replace(/\\(.)/g, '$1');
}

/**
 * @returns of an extended comment all pairs, a key without a value as 1; of any other only the pairs with numbers, since
 * the rest is prose.
 */
export function readComment(comment: string): XyzComment {
  const read: XyzComment = { isExtended: false, properties: null, isPeriodic: false, info: new Map() };
  if (!comment.includes('=')) return read;
  const pairs = pairsOf(comment);
  read.isExtended = pairs.some(([key, value]) => value !== null && /^(?:properties|lattice)$/i.test(key));
  for (const [key, value] of pairs) {
    if (value === '') continue;
    switch (key.toLowerCase()) {
      case 'properties':
        read.properties = value;
        continue;
      case 'lattice':
        read.isPeriodic = true;
        continue;
      case 'pbc':
        read.isPeriodic ||= /t|1/i.test(value ?? 't');
        continue;
    }
    const numbers = value === null ? [1] : numbersOf(value);
    if (read.isExtended || (value !== null && numbers && /^[A-Za-z_][\w.-]*$/.test(key))) {
      read.info.set(key, { text: value ?? 'T', numbers });
    }
  }
  return read;
}

/** Numbers, and truth values as 1 and 0; null where something is neither. */
function numbersOf(value: string): number[] | null {
  const parts = value.split(/[\s,[\]{}]+/).filter((part) => part !== '');
  const numbers = parts.map((part) => truths.get(part) ?? numberOf(part));
  return numbers.length > 0 && numbers.every((number) => number !== null) ? numbers : null;
}

const truths = new Map([
  ['T', 1],
  ['True', 1],
  ['true', 1],
  ['F', 0],
  ['False', 0],
  ['false', 0],
]);

/** A key or value as it has to be written so that it is read as the same text. A line break becomes a blank. */
export function quoted(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  return /^[^\s"'{}[\]\\=,]+$/.test(line) ? line : `"${line.replace(/["\\]/g, '\\$&')}"`;
}
