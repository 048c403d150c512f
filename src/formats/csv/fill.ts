/** The second pass over a table: the values of some columns, in slabs of the same rows. */
import type { Slab } from '../openedFile';
import { SLAB_BYTES } from '../values';
import { createCellReader } from './cells';
import type { CsvColumn } from './columns';
import type { CsvDialect } from './dialect';
import type { NumberReader } from './numbers';
import type { CellSink } from './rows';
import { hasNumericMarks } from './scan';

/** A column whose texts are ranked. */
export interface RankedColumn extends CsvColumn {
  /** Of text: all texts, and the code of each spelling. */
  texts: { categories: string[]; codes: Int32Array } | null;
}

export interface Fill extends CellSink {
  /** Of the numbers that are tried first. */
  numbers: NumberReader;
  /** Takes the slabs that are complete. */
  slabs(): Slab[];
}

/** Many columns make short slabs, whose number then costs more than their size. */
const LEAST_ROWS = 512;

/** Rows of a block, which is what the slabs of all columns take together. */
export function blockRows(columns: number, rows: number, slabBytes = SLAB_BYTES): number {
  const fitting = (bytes: number) => Math.floor(bytes / (8 * columns));
  const wanted = Math.max(fitting(slabBytes), Math.min(LEAST_ROWS, fitting(8 * slabBytes)), 1);
  return Math.min(wanted, rows);
}

export function createFill(
  columns: readonly RankedColumn[],
  rows: number,
  { headerRows, marks }: Pick<CsvDialect, 'headerRows' | 'marks'>,
): Fill {
  const readers = {
    comma: createCellReader(true, marks ?? undefined),
    point: createCellReader(false, marks ?? undefined),
  };
  const isComma = columns.some(({ texts, decimalComma }) => texts === null && decimalComma);
  const { numbers } = isComma ? readers.comma : readers.point;
  const tries = !hasNumericMarks(marks);
  const width = columns.reduce((most, { index }) => Math.max(most, index + 1), 0);
  /** For each column of the file, where it is among those that are wanted; −1 where it is not. */
  const places = new Int32Array(width).fill(-1);
  const numeric = new Uint8Array(width);
  columns.forEach(({ index, texts, decimalComma }, place) => {
    places[index] = place;
    if (texts === null && decimalComma === isComma && tries) numeric[index] = 1;
  });
  const height = blockRows(columns.length, rows);
  // Columns a power of two apart would share a few lines of the cache.
  const stride = height + 9;
  const block = new Float64Array(stride * columns.length);
  let row = 0;
  let rowsLeft = rows;
  let headersLeft = headerRows;
  let complete: Slab[] = [];

  function cut(): void {
    columns.forEach(({ name, texts }, place) => {
      const values = block.subarray(place * stride, place * stride + row);
      complete.push(
        texts
          ? { name, data: Int32Array.from(values), categories: texts.categories }
          : { name, data: values.slice(), categories: null },
      );
    });
    row = 0;
  }

  /** The row ends before this column. */
  function lack(index: number): void {
    const place = places[index]!;
    if (place !== -1) block[place * stride + row] = columns[place]!.texts ? -1 : Number.NaN;
  }

  const fill: Fill = {
    numbers,
    numeric: headerRows > 0 ? new Uint8Array(0) : numeric,
    onNumber(index, { view }) {
      block[places[index]! * stride + row] = numbers.value(view);
    },
    onText(index, page, from, to) {
      if (headersLeft > 0 || index >= width || places[index] === -1) return;
      const place = places[index]!;
      const { spellings, texts, decimalComma } = columns[place]!;
      const cells = decimalComma ? readers.comma : readers.point;
      const code = spellings?.find(page, from, to) ?? -1;
      block[place * stride + row] = texts
        ? (texts.codes[code] ?? -1)
        : (cells.read(page, from, to) ?? Number.NaN);
    },
    onRow(cells) {
      if (headersLeft > 0) {
        if (--headersLeft === 0) fill.numeric = numeric;
        return;
      }
      for (let index = cells; index < width; index++) lack(index);
      row++;
      rowsLeft--;
      if (row === height || rowsLeft === 0) cut();
    },
    slabs() {
      const taken = complete;
      complete = [];
      return taken;
    },
  };
  return fill;
}
