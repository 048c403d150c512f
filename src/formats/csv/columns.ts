/** The columns of a text table: their names, what each of them is, and every fault of its form. */
import type { ArrayHeader, DatasetWarning } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import type { Spellings } from './spellings';

export interface CsvColumn {
  name: string;
  /** Where its cells are in a row. */
  index: number;
  /** Of text: its different texts; null for numbers. */
  spellings: Spellings | null;
}

/** What the cells of a column are. */
export interface Tally {
  numbers: number;
  texts: number;
  first: { line: number; text: string } | null;
}

/** A column with at most this part of text among its values is a column of numbers with mistakes in it. */
const MISTAKE_SHARE = 0.05;

export function headerOfColumn({ name, spellings }: CsvColumn, rows: number): ArrayHeader {
  return { name, shape: [rows], dtype: spellings ? 'string' : 'float64' };
}

/** Names from the header; `c0`, `c1`, … where there is none, and `.1`, `.2` behind repetitions. */
export function columnNames(header: readonly string[]): string[] {
  const used = new Set<string>();
  return header.map((cell, index) => {
    const wanted = cell || `c${index}`;
    let name = wanted;
    for (let copy = 1; used.has(name); copy++) name = `${wanted}.${copy}`;
    used.add(name);
    return name;
  });
}

/** @throws AnnealError `data-type` for text in a column of numbers. */
export function typeOf(name: string, { numbers, texts, first }: Tally, file: string): 'number' | 'text' {
  if (first === null) return 'number';
  if (numbers === 0) return 'text';
  // A single word in a short table is a mistake as well, though its share is large.
  if (texts > MISTAKE_SHARE * (numbers + texts) && (texts > 1 || numbers === 1)) return 'text';
  const found = JSON.stringify(first.text);
  throw new AnnealError('data-type', `Column \`${name}\`, line ${first.line}: ${found} is not a number.`, {
    place: `${file}, line ${first.line}, column \`${name}\``,
    received: found,
    remedy: `Correct the cell or leave it empty; ${numbers} other cells of the column are numbers.`,
  });
}

/** What to say of a column of text that has numbers in it. */
export function mixed(name: string, { numbers, texts, first }: Tally): DatasetWarning {
  return {
    code: 'text-in-number',
    message: `\`${name}\` is read as text: ${texts} of its ${numbers + texts} values are no numbers, first ${JSON.stringify(first?.text)} on line ${first?.line}`,
  };
}

export function emptyColumn(index: number): DatasetWarning {
  return { code: 'skipped', message: `Column ${index + 1} was left out: it is empty` };
}

export function tooManyTexts(name: string): DatasetWarning {
  return {
    code: 'skipped',
    message: `\`${name}\` was left out: it has too many different texts to hold them all`,
  };
}

export function ragged(
  file: string,
  line: number,
  found: number,
  expected: { cells: number; line: number },
): AnnealError {
  const cells = (count: number) => `${count} cell${count === 1 ? '' : 's'}`;
  return new AnnealError(
    'data-ragged',
    `${file}, line ${line} has ${cells(found)}, but line ${expected.line} has ${expected.cells}.`,
    {
      place: `${file}, line ${line}`,
      received: `${cells(found)}, expected ${expected.cells}`,
      remedy: 'Give every row the same number of cells; put text that contains the delimiter in quotes.',
    },
  );
}

export function noRows(file: string, names: readonly string[]): AnnealError {
  return new AnnealError('data-empty', `${file} has a header but no rows.`, {
    place: file,
    received: `columns ${names.slice(0, 10).join(', ')}`,
    remedy: 'Choose a file that has at least a few rows.',
  });
}
