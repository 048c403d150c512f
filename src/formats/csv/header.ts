/** Whether the first row of a table names its columns, also where names are numbers: years, wavelengths, 0, 1, 2. */
import type { ReadingQuestion } from '../../protocol/reading';
import type { CellReader } from './cells';
import { isMark } from './marks';
import { columnNames } from './names';
import { PREVIEW_COLUMNS, PREVIEW_ROWS } from './preview';

export interface HeaderGuess {
  isLikely: boolean;
  isSure: boolean;
}

type Rows = readonly (readonly string[])[];

const no: HeaderGuess = { isLikely: false, isSure: true };
const yes: HeaderGuess = { isLikely: true, isSure: true };

/** Fewer numbers in a row are evenly spaced by chance. */
const FEW = 3;

/**
 * A first row is a header when a text of it stands over numbers, or when its texts all differ. Numbers of it are names
 * when they differ in kind from their columns (whole over decimals, far outside of them), do not occur below, and are
 * alike among themselves, as years are.
 */
export function guessHeader(rows: Rows, cells: CellReader): HeaderGuess {
  const [first = [], ...rest] = rows;
  const own = first.map((cell) => kindOf(cell, cells));
  const filled = first.filter((cell) => cell !== '');
  if (rest.length === 0) return { isLikely: own.every((kind) => typeof kind !== 'number'), isSure: true };
  const columns = first.map((_, index) => columnOf(rest, index, cells));
  const named = own.flatMap((kind, index) => (kind === 'text' ? [columns[index]!] : []));
  const overNumbers = named.filter(({ isNumeric }) => isNumeric).length;
  const numbers = own.flatMap((kind, index) =>
    typeof kind === 'number' ? [{ value: kind, column: columns[index]! }] : [],
  );
  // `NA` is sodium where it stands among names and its own column has numbers.
  const absent = own.filter((kind, index) => kind === 'missing' && first[index] !== '').length;
  if (numbers.length === 0) {
    if (named.length === 0) return no;
    if (absent > named.length) return no;
    const areDifferent = new Set(filled).size === filled.length;
    if (overNumbers > 0) return { isLikely: true, isSure: absent === 0 || overNumbers >= absent };
    return { isLikely: areDifferent && absent === 0, isSure: !areDifferent || absent > 0 };
  }
  const values = numbers.map(({ value }) => value);
  const areDifferent = new Set(filled).size === filled.length;
  const repeat = numbers.some(({ value, column }) => column.values.includes(value));
  const differ = numbers.filter(({ value, column }) => differsInKind(value, column)).length;
  const isRegular = values.length >= FEW && isOrdered(values) && !areOrdered(rest, cells);
  const hasCorner = first[0] === '' && columns[0]!.values.length + columns[0]!.texts > 0.9 * rest.length;
  const allDiffer = differ === numbers.length;
  if (!areDifferent) return overNumbers > numbers.length ? { isLikely: true, isSure: false } : no;
  if (overNumbers > 0) {
    // Of a row with a slip in it most cells are numbers like those below.
    if (!repeat && (allDiffer || isRegular)) return yes;
    return { isLikely: overNumbers >= numbers.length && !repeat, isSure: false };
  }
  if (hasCorner && isRegular && (allDiffer || isCount(values) || !repeat)) return yes;
  if (isRegular && !repeat && isEven(values) && areYears(values)) return yes;
  if (repeat && !isCount(values)) return no;
  if (allDiffer && isRegular) return yes;
  if (allDiffer && numbers.length >= 2 && rest.length >= 2)
    return { isLikely: numbers.length >= FEW, isSure: false };
  if (isRegular && isCount(values) && values.length > FEW) return { isLikely: !repeat, isSure: false };
  return no;
}

type Kind = number | 'text' | 'missing';

function kindOf(cell: string, cells: CellReader): Kind {
  const value = cells.readText(cell);
  if (value === null) return isMark(cell) ? 'missing' : 'text';
  return Number.isNaN(value) ? 'missing' : value;
}

interface Column {
  values: number[];
  texts: number;
  /** Most of it is numbers. */
  isNumeric: boolean;
}

function columnOf(rows: Rows, index: number, cells: CellReader): Column {
  const values: number[] = [];
  let texts = 0;
  for (const row of rows) {
    const kind = kindOf(row[index] ?? '', cells);
    if (typeof kind === 'number') values.push(kind);
    else if (kind === 'text') texts++;
  }
  return { values, texts, isNumeric: values.length > 0 && values.length >= texts };
}

/** A whole number over decimals or over words, or one that is far from all below it. */
function differsInKind(value: number, { values, texts, isNumeric }: Column): boolean {
  if (!isNumeric) return texts > 0;
  const whole = values.filter(Number.isInteger).length;
  if (Number.isInteger(value) && whole <= 0.2 * values.length) return true;
  const { low, high } = rangeOf(values);
  const reach = 2 * Math.max(high - low, Math.abs(low), Math.abs(high));
  return values.length > 1 && (value < low - reach || value > high + reach);
}

function rangeOf(values: readonly number[]): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}

/** 0, 1, 2, … or 1, 2, 3, … */
function isCount(values: readonly number[]): boolean {
  const [start = -1] = values;
  return (start === 0 || start === 1) && values.every((value, index) => value === start + index);
}

function isEven(values: readonly number[]): boolean {
  const [first = 0, second = 0] = values;
  return values.every((value, index) => Math.abs(value - first - index * (second - first)) < 1e-9);
}

const areYears = (values: readonly number[]) =>
  values.every((value) => Number.isInteger(value) && value >= 1800 && value <= 2100);

/** Each is larger than the one before, or smaller: years, wavelengths, concentrations. */
function isOrdered(values: readonly number[]): boolean {
  const rises = values.every((value, index) => index === 0 || value > values[index - 1]!);
  const falls = values.every((value, index) => index === 0 || value < values[index - 1]!);
  return rises || falls;
}

/** Whether most rows are as orderly as a header would be: quantiles are. */
function areOrdered(rows: Rows, cells: CellReader): boolean {
  const ordered = rows.filter((row) =>
    isOrdered(row.map((cell) => kindOf(cell, cells)).filter((kind) => typeof kind === 'number')),
  );
  return ordered.length > rows.length / 2;
}

export function headerQuestion(file: string, rows: Rows, isLikely: boolean): ReadingQuestion {
  const shown = rows.slice(0, PREVIEW_ROWS + 1).map((row) => row.slice(0, PREVIEW_COLUMNS));
  const [first = [], ...rest] = shown;
  const named = {
    value: 'yes',
    label: 'Yes, they are names',
    preview: { columns: columnNames(first), rows: rest },
  };
  const unnamed = {
    value: 'no',
    label: 'No, they are values',
    preview: { columns: columnNames(first.map(() => '')), rows: shown.slice(0, PREVIEW_ROWS) },
  };
  return {
    setting: 'header',
    question: `Does the first line of ${file} name its columns?`,
    choices: isLikely ? [named, unnamed] : [unnamed, named],
  };
}
