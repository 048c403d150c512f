/** The columns of a text table: their names, and what there is to say of them. */
import type { ArrayHeader, DatasetWarning } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import type { Spellings } from './spellings';
import type { Tally } from './tally';

export interface CsvColumn {
  name: string;
  /** Where its cells are in a row. */
  index: number;
  /** Of text: its different texts; null for numbers. */
  spellings: Spellings | null;
  /** Of numbers: whether `1,5` is one and a half. */
  decimalComma: boolean;
}

export function headerOfColumn({ name, spellings }: CsvColumn, rows: number): ArrayHeader {
  return { name, shape: [rows], dtype: spellings ? 'string' : 'float64' };
}

/** What to say of a column of text that has numbers in it. */
export function mixed(name: string, { numbers, texts, first }: Tally): DatasetWarning {
  const where = first ? `, first ${JSON.stringify(first.text)} on line ${first.line}` : '';
  return {
    code: 'text-in-number',
    message: `\`${name}\` is read as text: ${texts} of its ${numbers + texts} values are no numbers${where}`,
  };
}

/** What to say of a column of numbers that has a few words in it. */
export function mistakes(name: string, texts: number, { numbers, first }: Tally): DatasetWarning {
  const where = `${JSON.stringify(first?.text)} on line ${first?.line}`;
  return {
    code: 'text-in-number',
    message:
      texts === 1
        ? `\`${name}\`: ${where} is not a number and counts as missing; ${numbers} other cells of the column are numbers`
        : `\`${name}\`: ${texts} cells are no numbers and count as missing, first ${where}; ${numbers} are numbers`,
  };
}

export function emptyColumn(index: number): DatasetWarning {
  return { code: 'skipped', message: `Column ${index + 1} was left out: it is empty` };
}

export function rowNumbersLeftOut(): DatasetWarning {
  return {
    code: 'skipped',
    message: 'The first column, which has no name, was left out: it numbers the rows',
  };
}

export function rowNamesKept(name: string): DatasetWarning {
  return {
    code: 'read-as',
    message: `The first column has no name; it names the rows, is called \`${name}\`, and is no input`,
  };
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

/** Where blanks stand between cells, an empty cell cannot be told from them, and all behind it would move. */
export function shifted(file: string, short: { line: number; cells: number }, expected: number): AnnealError {
  return new AnnealError(
    'data-ragged',
    `${file}, line ${short.line} has ${short.cells} cells of ${expected}; which one is empty cannot be told where blanks stand between cells.`,
    {
      place: `${file}, line ${short.line}`,
      received: `${short.cells} cells, expected ${expected}`,
      remedy:
        'Write NaN where a value is missing, or save it with commas: pandas.read_fwf(FILE).to_csv("table.csv", index=False).',
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
