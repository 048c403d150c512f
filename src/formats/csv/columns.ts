/** The columns of a text table: first their types, from a pass over all rows, then their values, in a second one. */
import type { ArrayHeader, DatasetWarning } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import type { NamedArray } from '../arrays';
import { createCategoryEncoder } from '../categories';
import { allocate } from '../openedFile';
import { isMissing, parseNumber } from './cells';

export interface CsvColumn {
  name: string;
  /** Where its cells are in a row. */
  index: number;
  type: 'number' | 'text';
}

/** A column with at most this part of text among its values is a column of numbers with mistakes in it. */
const MISTAKE_SHARE = 0.05;

interface Tally {
  numbers: number;
  texts: number;
  first: { line: number; text: string } | null;
}

export interface CsvScan {
  /** @throws AnnealError `data-ragged` for a row with more or fewer cells than the first. */
  addRow(cells: readonly string[], line: number): void;
  /** @throws AnnealError `data-empty` without rows, `data-type` for text in a column of numbers. */
  finish(): { columns: CsvColumn[]; rows: number; notes: DatasetWarning[] };
}

/** The first pass: counts rows and cells, and decides what each column is. */
export function scanColumns(file: string, hasHeader: boolean, decimalComma: boolean): CsvScan {
  let names: string[] | null = null;
  let expected: { cells: number; line: number } | null = null;
  let tallies: Tally[] = [];
  let rows = 0;

  return {
    addRow(cells, line) {
      if (expected === null) {
        expected = { cells: cells.length, line };
        tallies = cells.map(() => ({ numbers: 0, texts: 0, first: null }));
        names = columnNames(hasHeader ? cells : cells.map(() => ''));
        if (hasHeader) return;
      }
      if (cells.length !== expected.cells) throw ragged(file, line, cells.length, expected);
      rows++;
      for (let index = 0; index < cells.length; index++) {
        const cell = cells[index]!;
        const tally = tallies[index]!;
        if (parseNumber(cell, decimalComma) !== null) tally.numbers++;
        else if (!isMissing(cell)) {
          tally.texts++;
          tally.first ??= { line, text: cell.trim() };
        }
      }
    },
    finish() {
      if (names === null || rows === 0) throw noRows(file, names);
      const columns: CsvColumn[] = [];
      const notes: DatasetWarning[] = [];
      for (const [index, tally] of tallies.entries()) {
        const name = names[index]!;
        // Rows that end in a delimiter make a last column without a name and without values.
        const isLeftOver = hasHeader && tally.numbers + tally.texts === 0 && name === `c${index}`;
        if (isLeftOver)
          notes.push({ code: 'skipped', message: `Column ${index + 1} was left out: it is empty` });
        else columns.push({ name, index, type: typeOf(name, tally, file, notes) });
      }
      return { columns, rows, notes };
    },
  };
}

export interface CsvFill {
  addRow(cells: readonly string[]): void;
  finish(): Map<string, NamedArray>;
}

/** The second pass: reads the values into arrays of known type and length. */
export function fillColumns(
  columns: readonly CsvColumn[],
  rows: number,
  decimalComma: boolean,
  file: string,
): CsvFill {
  const sinks = columns.map(({ name, index, type }) => {
    if (type === 'text') {
      const encoder = createCategoryEncoder(rows);
      return {
        index,
        add: (cell: string) => encoder.add(isMissing(cell) ? null : cell),
        finish: () => encoder.finish(name, [rows]),
      };
    }
    const data = new Float64Array(allocate(rows * 8, `${file}/${name}`));
    let row = 0;
    return {
      index,
      add: (cell: string) => {
        data[row++] = parseNumber(cell, decimalComma) ?? Number.NaN;
      },
      finish: (): NamedArray => ({ name, dtype: 'float64', shape: [rows], data, categories: null }),
    };
  });
  return {
    addRow(cells) {
      for (const sink of sinks) sink.add(cells[sink.index]!);
    },
    finish: () => new Map(sinks.map((sink) => sink.finish()).map((array) => [array.name, array])),
  };
}

export function headerOfColumn({ name, type }: CsvColumn, rows: number): ArrayHeader {
  return { name, shape: [rows], dtype: type === 'text' ? 'string' : 'float64' };
}

/** Names from the header; `c0`, `c1`, … where there is none, and `.1`, `.2` behind repetitions. */
function columnNames(header: readonly string[]): string[] {
  const used = new Set<string>();
  return header.map((cell, index) => {
    const wanted = cell.trim() || `c${index}`;
    let name = wanted;
    for (let copy = 1; used.has(name); copy++) name = `${wanted}.${copy}`;
    used.add(name);
    return name;
  });
}

function typeOf(name: string, tally: Tally, file: string, notes: DatasetWarning[]): CsvColumn['type'] {
  const { numbers, texts, first } = tally;
  if (first === null) return 'number';
  if (numbers === 0) return 'text';
  const place = `Column \`${name}\`, line ${first.line}`;
  const found = JSON.stringify(first.text);
  // A single word in a short table is a mistake as well, though its share is large.
  if (texts <= MISTAKE_SHARE * (numbers + texts) || (texts === 1 && numbers > 1)) {
    throw new AnnealError('data-type', `${place}: ${found} is not a number.`, {
      place: `${file}, line ${first.line}, column \`${name}\``,
      received: found,
      remedy: `Correct the cell or leave it empty; ${numbers} other cells of the column are numbers.`,
    });
  }
  notes.push({
    code: 'text-in-number',
    message: `\`${name}\` is read as text: ${texts} of its ${numbers + texts} values are no numbers, first ${found} on line ${first.line}`,
  });
  return 'text';
}

function ragged(
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

function noRows(file: string, names: readonly string[] | null): AnnealError {
  return new AnnealError('data-empty', `${file} has a header but no rows.`, {
    place: file,
    received: `columns ${(names ?? []).slice(0, 10).join(', ')}`,
    remedy: 'Choose a file that has at least a few rows.',
  });
}
