/** How a text table is written: encoding, delimiter, decimal sign, and whether its first row holds names. */
import { AnnealError } from '../../protocol/errors';
import type { Reading, ReadingQuestion } from '../../protocol/reading';
import type { NamedBlob } from '../openedFile';
import { isMissing, isNumber } from './cells';
import { columnNames } from './columns';
import { createNumberReader } from './numbers';
import { textOf } from './page';
import type { TextEncoding } from './pieces';
import { createTokenizer, LONGEST_CELL } from './rows';

export interface CsvDialect {
  encoding: TextEncoding;
  delimiter: string;
  decimalComma: boolean;
  hasHeader: boolean;
}

/** A dialect, and what of it nobody has said and the text leaves open. */
export interface SniffedDialect extends CsvDialect {
  questions: ReadingQuestion[];
}

const SAMPLE_BYTES = 1 << 16;
/** A sample without two whole rows is taken larger, up to this: tables can be very wide. */
const MAX_SAMPLE_BYTES = LONGEST_CELL;
const SAMPLE_ROWS = 100;

/** In order of preference where several fit: a comma may also be a decimal sign. */
const delimiters = ['\t', ';', '|', ','] as const;

/**
 * Judges by the start of the file, usually 64 KiB.
 * @throws AnnealError `data-empty` for an empty file, `file-format` for what is no text.
 */
export async function sniffDialect(
  file: NamedBlob,
  reading: Reading = {},
  sampleBytes = SAMPLE_BYTES,
): Promise<SniffedDialect> {
  const bytes = new Uint8Array(await file.blob.slice(0, sampleBytes).arrayBuffer());
  const encoding = sniffEncoding(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  refuseNoText(file, text, bytes);
  const isWhole = file.blob.size <= sampleBytes;
  const sample = new TextEncoder().encode(text);
  const delimiter = sniffDelimiter(sample, isWhole);
  const rows = sampleRows(sample, delimiter, isWhole);
  if (rows.length < 2 && !isWhole && sampleBytes < MAX_SAMPLE_BYTES)
    return sniffDialect(file, reading, sampleBytes * 8);
  const decimalComma = delimiter !== ',' && usesDecimalComma(rows);
  const header = startsWithNames(rows, decimalComma);
  const hasHeader = reading.header ? reading.header === 'yes' : header.isLikely;
  const isAsked = !header.isSure && reading.header === undefined;
  const questions = isAsked ? [headerQuestion(file.name, rows, hasHeader)] : [];
  return { encoding, delimiter, decimalComma, hasHeader, questions };
}

function refuseNoText(file: NamedBlob, text: string, bytes: Uint8Array): void {
  if (text.includes('\0')) {
    throw new AnnealError(
      'file-format',
      `${file.name} is neither a text table nor a format that Anneal knows.`,
      {
        place: file.name,
        received: `bytes ${[...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`,
        remedy: 'Choose HDF5, CSV, TSV, NPY, NPZ, Parquet, XYZ or SDF.',
      },
    );
  }
  if (text.trim() === '' && file.blob.size <= bytes.length) {
    throw new AnnealError('data-empty', `${file.name} is empty.`, {
      place: file.name,
      received: `${file.blob.size} bytes`,
      remedy: 'Choose a file that has a header and at least a few rows.',
    });
  }
}

export function sniffEncoding(bytes: Uint8Array): CsvDialect['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  try {
    // As a stream, because the sample may end inside a character.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** The delimiter by which most rows have as many cells as the first one. */
function sniffDelimiter(sample: Uint8Array, isWhole: boolean): string {
  let best = ',';
  let bestShare = 0;
  for (const delimiter of delimiters) {
    const rows = sampleRows(sample, delimiter, isWhole);
    const cells = rows[0]?.length ?? 0;
    const share = cells < 2 ? 0 : rows.filter((row) => row.length === cells).length / rows.length;
    if (share > bestShare) {
      best = delimiter;
      bestShare = share;
    }
  }
  return best;
}

function sampleRows(sample: Uint8Array, delimiter: string, isWhole: boolean): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  const tokenizer = createTokenizer('', delimiter, createNumberReader(false), {
    numeric: new Uint8Array(0),
    onNumber() {},
    onText(_, page, from, to) {
      cells.push(textOf(page, from, to));
    },
    onRow() {
      rows.push(cells);
      cells = [];
    },
  });
  tokenizer.take(sample);
  try {
    if (isWhole) tokenizer.end();
  } catch {
    // A quote that is never closed, by this delimiter: its row counts as well.
    rows.push([...cells, '']);
  }
  return rows.slice(0, SAMPLE_ROWS);
}

function usesDecimalComma(rows: readonly string[][]): boolean {
  const cells = rows.flat();
  return (
    cells.some((cell) => /^[+-]?\d+,\d+$/.test(cell)) && !cells.some((cell) => /^[+-]?\d*\.\d+$/.test(cell))
  );
}

/** A first row of nothing but text is a header when a column below it has numbers, or when its texts all differ. */
function startsWithNames(
  rows: readonly string[][],
  decimalComma: boolean,
): { isLikely: boolean; isSure: boolean } {
  const [first = [], ...rest] = rows;
  const isOne = (cell: string | undefined) => cell !== undefined && isNumber(cell, decimalComma);
  const names = first.filter((cell) => cell !== '');
  if (names.length === 0 || names.some((cell) => isOne(cell) || isMissing(cell)))
    return { isLikely: false, isSure: true };
  const overNumbers = first.some((_, column) => rest.some((row) => isOne(row[column])));
  const areDifferent = new Set(names).size === names.length;
  return { isLikely: overNumbers || areDifferent, isSure: overNumbers || !areDifferent };
}

const PREVIEW_COLUMNS = 6;
const PREVIEW_ROWS = 4;

function headerQuestion(file: string, rows: readonly string[][], isLikely: boolean): ReadingQuestion {
  const shown = rows.slice(0, PREVIEW_ROWS + 1).map((row) => row.slice(0, PREVIEW_COLUMNS));
  const [first = [], ...rest] = shown;
  const yes = {
    value: 'yes',
    label: 'Yes, they are names',
    preview: { columns: columnNames(first), rows: rest },
  };
  const no = {
    value: 'no',
    label: 'No, they are values',
    preview: { columns: columnNames(first.map(() => '')), rows: shown.slice(0, PREVIEW_ROWS) },
  };
  return {
    setting: 'header',
    question: `Does the first line of ${file} name its columns?`,
    choices: isLikely ? [yes, no] : [no, yes],
  };
}
