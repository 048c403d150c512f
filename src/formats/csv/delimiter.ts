/** By which sign the cells of a table stand apart, and its first rows by that sign. */
import { createBlankRuns } from './blankRuns';
import type { CommentRule, readLead } from './comments';
import { type SampleRow, widthOf } from './layout';
import { createNumberReader } from './numbers';
import { textOf } from './page';
import { createTokenizer, type RowRules } from './rows';

/** Runs of blanks are a delimiter as well; they become tabs before cells are told apart. */
export interface Delimiter {
  delimiter: string;
  isBlank: boolean;
}

export interface Sample {
  /** UTF-8, without what cannot be decoded. */
  bytes: Uint8Array;
  isWhole: boolean;
}

const SAMPLE_ROWS = 100;
/** So many cells are enough, however many rows they are, as long as there are three of these. */
const SAMPLE_CELLS = 1 << 20;

/** In order of preference where several fit: a comma may also be a decimal sign. */
const delimiters: readonly Delimiter[] = ['\t', ';', '|', ','].map((delimiter) => ({
  delimiter,
  isBlank: false,
}));
const blanks: Delimiter = { delimiter: '\t', isBlank: true };

/** The delimiter by which most rows have the same number of cells, and the more of them. */
export function sniffDelimiter(sample: Sample, rules: Omit<RowRules, 'delimiter'>): Delimiter {
  let best: Delimiter = { delimiter: ',', isBlank: false };
  let bestShare = 0;
  for (const candidate of delimiters) {
    const share = shareOf(sampleRows(sample, { ...rules, ...candidate }, countOnly));
    if (share > bestShare) {
      best = candidate;
      bestShare = share;
    }
  }
  if (best.delimiter === ',' && isDecimalColumn(sampleRows(sample, { ...rules, ...best })))
    return { delimiter: ';', isBlank: false };
  const apart = sampleRows(sample, { ...rules, ...blanks });
  return shareOf(apart) >= Math.max(bestShare, 0.9) &&
    areBlankColumns(apart, sample, { ...rules, ...best }, bestShare)
    ? blanks
    : best;
}

/** The part of rows that have as many cells as most have; 0 where that is one. */
function shareOf(rows: readonly SampleRow[]): number {
  const width = widthOf(rows);
  return width < 2 ? 0 : rows.filter(({ cells }) => cells.length === width).length / rows.length;
}

const NUMBER = /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eEdD][+-]?\d+)?$/;

/** A name over `1,5` in each row: one column with decimal commas. */
function isDecimalColumn(rows: readonly SampleRow[]): boolean {
  const [first, ...rest] = rows;
  if (first?.cells.length !== 1 || rest.length === 0) return false;
  const counts = rest.every(({ cells }, index) => cells[0] === String(index + 1));
  const areDigits = rest.every(
    ({ cells }) => cells.length <= 2 && /^[+-]?\d+$/.test(cells[0]!) && /^\d*$/.test(cells[1] ?? ''),
  );
  return areDigits && !(counts && rest.length > 2);
}

/** Words stand apart by blanks as well: columns have numbers, all of them, or at least one of several does. */
function areBlankColumns(
  apart: readonly SampleRow[],
  sample: Sample,
  other: RowRules & Delimiter,
  otherShare: number,
): boolean {
  const numeric = (rows: readonly SampleRow[]) => {
    const body = rows.slice(1).flatMap(({ cells }) => cells);
    return body.length === 0 ? 0 : body.filter((cell) => NUMBER.test(cell)).length / body.length;
  };
  const own = apart.length === 1 ? numeric([apart[0]!, ...apart]) : numeric(apart);
  if (otherShare === 0) return own >= 0.3;
  const apartByOther = numeric(sampleRows(sample, other));
  // Where the other sign leaves no number at all, a word in each row may be among them.
  return (own > 0.95 && apartByOther < 0.5) || (own > 0.7 && apartByOther === 0);
}

const countOnly = () => '';

/** The first rows. @param read a cell. */
export function sampleRows(
  { bytes, isWhole }: Sample,
  rules: RowRules & Delimiter,
  read: typeof textOf = textOf,
): SampleRow[] {
  const rows: SampleRow[] = [];
  let cells: string[] = [];
  let all = 0;
  const isEnough = () => rows.length >= SAMPLE_ROWS || (rows.length > 3 && all > SAMPLE_CELLS);
  const tokenizer = createTokenizer('', rules, createNumberReader(false), {
    numeric: new Uint8Array(0),
    onNumber() {},
    onText(_, page, from, to) {
      if (!isEnough()) cells.push(read(page, from, to));
    },
    onRow(_, line) {
      if (isEnough()) return;
      rows.push({ line, cells });
      all += cells.length;
      cells = [];
    },
  });
  const apart = rules.isBlank ? createBlankRuns()(bytes) : bytes;
  try {
    tokenizer.take(apart);
    if (isWhole) tokenizer.end();
  } catch {
    // A quote that is never closed, by this delimiter: its row counts as well.
    if (!isEnough()) {
      cells.push('');
      rows.push({ line: 0, cells });
    }
  }
  return rows;
}

/**
 * Comments begin with the mark of those at the beginning, else with `#`; where the first column is text, which may begin so,
 * lines with the cells of a row are rows.
 */
export function commentRule(lead: ReturnType<typeof readLead>, rows: readonly SampleRow[]): CommentRule {
  const mark = lead.mark ?? '#';
  const firsts = rows.map(({ cells }) => cells[0] ?? '');
  const isOfNumbers =
    firsts.filter((cell) => NUMBER.test(cell)).length >= 0.5 * firsts.length && firsts.length > 1;
  const hasMarked = firsts.some((cell) => cell.startsWith(mark));
  return { mark, isAlways: isOfNumbers || (lead.mark !== null && !hasMarked) };
}
