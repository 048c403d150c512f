/** What is counted of a column of a text table while it is read, and what this makes of the column. */
import { type DecimalForms, noForms } from './decimal';
import { markName } from './marks';
import { type Page, textOf } from './page';
import type { DecimalForm, SpelledNumber } from './spelledNumbers';
import type { Spellings } from './spellings';

export interface Tally {
  /** Cells that are numbers, with the decimal sign of the pass. */
  numbers: number;
  /** Cells that are neither numbers nor missing. */
  texts: number;
  first: { line: number; text: string } | null;
  /** Words that stand for missing numbers in a column of numbers, by the name of the mark. */
  marks: Map<string, { count: number; example: string }>;
  /** Unknown words and how often each occurs; null where there are several more than a mark or two. */
  words: Map<string, number> | null;
  /** Those that somebody has said to be none. */
  kept: number;
  /** Numbers that are not written as usual; null where there is none. */
  forms: DecimalForms | null;
  /** One with a sign between its thousands, or that may have one. */
  grouped: string | null;
  /** One with a per cent or currency sign. */
  signed: string | null;
  /** Its different texts, from where on it is most likely text. */
  spellings: Spellings | null;
  /** Rows before that, whose numbers are texts of the column as well and have to be read again. */
  lateRows: number;
  isLeftOut: boolean;
}

/** A column with at most this part of text among its values is a column of numbers with mistakes in it. */
export const MISTAKE_SHARE = 0.05;

export function newTally(): Tally {
  return {
    numbers: 0,
    texts: 0,
    first: null,
    marks: new Map(),
    words: new Map(),
    kept: 0,
    forms: null,
    grouped: null,
    signed: null,
    spellings: null,
    lateRows: 0,
    isLeftOut: false,
  };
}

export function noteSpelled(tally: Tally, { form, sign, value }: SpelledNumber, text: () => string): void {
  if (form) {
    tally.forms ??= noForms();
    tally.forms[form]++;
    if (form !== 'commaDecimal' && form !== 'pointDecimal') tally.grouped ??= text();
  }
  if (sign && value !== null) tally.signed ??= text();
}

const COMMA = 44;
const ZERO = 48;

/** The same of a number with a comma that was read as numbers are, without making a text of it. */
export function noteComma(tally: Tally, page: Page, from: number, to: number): void {
  const { bytes } = page;
  let at = from;
  while (at < to && bytes[at] !== COMMA) at++;
  if (at === to) return;
  const begin = bytes[from]! < ZERO ? from + 1 : from;
  const isGroup = to - at === 4 && at - begin <= 3 && at > begin && bytes[begin]! > ZERO;
  tally.forms ??= noForms();
  if (isGroup && bytes.subarray(at + 1, to).every((byte) => byte >= ZERO && byte < ZERO + 10)) {
    tally.forms.commaEither++;
    tally.grouped ??= textOf(page, from, to);
  } else tally.forms.commaDecimal++;
}

export function noteMark(tally: Tally, word: string): void {
  const name = markName(word);
  const known = tally.marks.get(name);
  if (known) known.count++;
  else tally.marks.set(name, { count: 1, example: word });
}

/** More different words are texts, and no marks that somebody has thought of. */
const MOST_WORDS = 2;
/** Fewer different numbers may be names of classes, among which a word is one more. */
const LEAST_NUMBERS = 10;

export function noteWord(tally: Tally, word: string | null): void {
  if (tally.words === null) return;
  if (word !== null) tally.words.set(word, (tally.words.get(word) ?? 0) + 1);
  if (word === null || tally.words.size > MOST_WORDS) tally.words = null;
}

/**
 * Words that stand for missing though nobody knows them: all else are numbers that differ, and the same word or two come
 * again and again.
 */
export function wordsAsMarks({
  words,
  numbers,
  texts,
  kept,
  marks,
  spellings,
}: Tally): Tally['marks'] | null {
  if (words === null || words.size === 0 || kept > 0 || spellings === null) return null;
  const different = spellings.count - words.size - marks.size;
  if (numbers < texts || different <= LEAST_NUMBERS || different < numbers / 10) return null;
  if ([...words.values()].some((count) => count < 2)) return null;
  return new Map([...marks, ...[...words].map(([word, count]) => [word, { count, example: word }] as const)]);
}

/** Numbers of a column by its decimal sign, which may be another than that of the pass. */
export function countsOf(
  { numbers, texts, forms }: Tally,
  passComma: boolean,
  decimalComma: boolean,
): { numbers: number; texts: number } {
  if (passComma === decimalComma || !forms) return { numbers, texts };
  const lost: DecimalForm[] = passComma ? ['commaGroups'] : ['commaDecimal', 'pointGroups'];
  const gained: DecimalForm[] = passComma ? ['commaDecimal', 'pointGroups'] : ['commaGroups'];
  const sum = (names: DecimalForm[]) => names.reduce((all, name) => all + forms[name], 0);
  // What the pass could not read the other sign can, and the other way round.
  const [more, fewer] = [sum(lost), sum(gained)];
  return { numbers: numbers + more - fewer, texts: texts - more + fewer };
}

/** Numbers with few mistakes among them, or text. */
export function typeOf(
  { numbers, texts }: { numbers: number; texts: number },
  { kept, marks }: Tally,
): 'number' | 'text' {
  if (texts === 0 && kept === 0 && (numbers > 0 || marks.size === 0)) return 'number';
  if (numbers === 0 || kept > 0) return 'text';
  // A single word in a short table is a mistake as well, though its share is large.
  const isText = texts > MISTAKE_SHARE * (numbers + texts) && (texts > 1 || numbers === 1 || marks.size > 0);
  return isText ? 'text' : 'number';
}
