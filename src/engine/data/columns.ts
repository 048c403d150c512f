/**
 * Picks columns out of named arrays, as rows of doubles, some rows at a time.
 * A name is a whole array (`X`), one column of it (`X[3]`), or a column of a table file (`age`).
 * Text becomes numbers here: one column a category (`colour=red`) for inputs, category codes for targets.
 * New data are read as those of the training: see `categories.ts`.
 */

import { nearestName } from '../../config/nearestName';
import type { ArrayOutline, NumericArray } from '../../formats/arrays';
import { AnnealError } from '../../protocol/errors';
import { codeReader, gapReason, numberTable } from './categories';
import type { DatasetReader } from './datasetReader';
import { columnCount, columnName, columnStride, rowCount } from './flatColumns';

type Outlines = DatasetReader['arrays'];

/** Chosen columns of a dataset; nothing is read before `blocks` is asked. */
export interface ColumnReader {
  names: string[];
  /** Columns of the data that they are made of: one of text gives several. */
  sources: string[];
  rows: number;
  /** For each column the texts behind its codes, or null for numbers. */
  categories: (string[] | null)[];
  /** Texts of every text column that is read, by its name; pass it as `texts` to read other data the same way. */
  texts: Record<string, string[]>;
  /** For each column the position in `sources` of what it is made of. */
  sourceOf: number[];
  /** Why a column is missing in a row, as a clause: "`age` is empty". */
  gapReason(row: number, column: number): Promise<string>;
  /** All rows in order, `BLOCK_ROWS` of them a block, the last may have fewer. A block is good until the next one. */
  blocks(): AsyncIterable<ColumnBlock>;
}

export interface ColumnBlock {
  /** Number of the first row. */
  start: number;
  rows: number;
  /** [rows × names], row-major; NaN = missing. Infinite values count as missing. */
  values: Float64Array;
}

/** Part of the definition of what is computed block by block. */
export const BLOCK_ROWS = 8192;

export interface SelectOptions {
  /** Samples are columns. */
  transpose?: boolean;
  /** `oneHot` (default): one column of 0 and 1 a category. `codes`: one column of category indices. */
  text?: 'oneHot' | 'codes';
  /**
   * Texts known from training, by column; any other text is missing. A column that is not among them was one of numbers,
   * and one that is stays text, whatever the values look like here.
   */
  texts?: Readonly<Record<string, string[]>>;
}

/** Text inputs with more distinct texts than this are refused: they are names or identifiers, not categories. */
export const MAX_CATEGORIES = 64;

interface Source {
  array: ArrayOutline;
  column: number;
  name: string;
}

/** Writes its columns of a block; the values of row `r` begin at `offset + r · step`. */
type Fill = (values: NumericArray, offset: number, step: number, out: Float64Array) => void;

/** Neighbouring columns of an array, and the columns that come of them. */
interface Run {
  array: ArrayOutline;
  /** The first of them, and how many. */
  column: number;
  count: number;
  /** Numbers that are taken as they lie. */
  isPlain: boolean;
  fills: Fill[];
}

/**
 * @throws AnnealError `data-not-found` for an unknown name, `data-mismatch` for arrays of different lengths,
 * `data-empty` for none, `data-type` for text that cannot be an input.
 */
export function openColumns(
  data: DatasetReader,
  names: readonly string[],
  options: SelectOptions = {},
): ColumnReader {
  const { transpose = false } = options;
  const sources = findSources(data.arrays, names, transpose);
  const rows = requireSameRows(data.arrays, names, transpose);
  const reader: ColumnReader = {
    names: [],
    sources: sources.map(({ name }) => name),
    rows,
    categories: [],
    texts: {},
    sourceOf: [],
    blocks,
    gapReason: (row, column) => reasonOf(sources[reader.sourceOf[column]!]!, row),
  };
  const runs: Run[] = [];
  sources.forEach(pick);
  const width = reader.names.length;

  /** Names the columns of a source, and says how they are filled. */
  function pick({ array, column, name }: Source, source: number): void {
    const { categories } = array;
    const add = (title: string, texts: string[] | null) => {
      reader.categories.push(texts);
      reader.sourceOf.push(source);
      return reader.names.push(title) - 1;
    };
    const last = runs.at(-1);
    const known = ownTexts(options.texts, name);
    if (known === undefined && categories === null) {
      const at = add(name, null);
      const isNext =
        !transpose && last?.isPlain && last.array === array && last.column + last.count === column;
      if (isNext) last.count++;
      else {
        // Throws for an array that cannot be transposed.
        columnStride(array, column, transpose);
        const run: Run = { array, column, count: 1, isPlain: true, fills: [] };
        run.fills.push((...block) => fillNumbers(...block, at, run.count));
        runs.push(run);
      }
      return;
    }
    if (known === undefined && options.texts) {
      const fills = [lookedUpAt(add(name, null), numberTable(categories!))];
      runs.push({ array, column, count: 1, isPlain: false, fills });
      return;
    }
    const texts = known ?? categories!;
    const codes = codeReader(array, known);
    reader.texts[name] = texts;
    const fills =
      options.text === 'codes'
        ? [codesAt(add(name, texts), codes)]
        : checkCategories(name, texts).map((text, code) =>
            indicatorAt(add(`${name}=${text}`, null), codes, code),
          );
    runs.push({ array, column, count: 1, isPlain: false, fills });
  }

  function fillNumbers(
    values: NumericArray,
    offset: number,
    step: number,
    out: Float64Array,
    column: number,
    count: number,
  ): void {
    for (let at = column, from = offset; at < out.length; at += width, from += step) {
      for (let i = 0; i < count; i++) {
        const value = Number(values[from + i]);
        out[at + i] = Number.isFinite(value) ? value : Number.NaN;
      }
    }
  }

  /** @param numbers by the codes of the texts. */
  function lookedUpAt(column: number, numbers: Float64Array): Fill {
    return (values, offset, step, out) => {
      for (let at = column; at < out.length; at += width, offset += step) {
        out[at] = numbers[Number(values[offset])] ?? Number.NaN;
      }
    };
  }

  function codesAt(column: number, codes: (value: number | bigint) => number): Fill {
    return (values, offset, step, out) => {
      for (let at = column; at < out.length; at += width, offset += step) {
        const code = codes(values[offset]!);
        out[at] = code < 0 ? Number.NaN : code;
      }
    };
  }

  function indicatorAt(column: number, codes: (value: number | bigint) => number, wanted: number): Fill {
    return (values, offset, step, out) => {
      for (let at = column; at < out.length; at += width, offset += step) {
        const code = codes(values[offset]!);
        out[at] = code < 0 ? Number.NaN : code === wanted ? 1 : 0;
      }
    };
  }

  async function reasonOf({ array, column, name }: Source, row: number): Promise<string> {
    const { start, step } = columnStride(array, column, transpose);
    const at = start + row * step;
    const [value] = await data.read(array.name, at, at + 1);
    return gapReason(name, array, value!, ownTexts(options.texts, name));
  }

  async function* blocks(): AsyncGenerator<ColumnBlock> {
    const room = new Float64Array(Math.min(rows, BLOCK_ROWS) * width);
    const doubles = createDoubles();
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, rows - start);
      const values = room.subarray(0, count * width);
      const whole = new Map<string, NumericArray>();
      for (const run of runs) {
        const { array, column, fills } = run;
        const { start: first, step } = columnStride(array, column, transpose);
        if (transpose && array.shape.length > 1) {
          const part = doubles('column', await data.read(array.name, first + start, first + start + count));
          for (const fill of fills) fill(part, 0, step, values);
          continue;
        }
        const read = () => data.read(array.name, start * step, (start + count) * step);
        if (run.isPlain && run.count === step && run.count === width) {
          copyNumbers(await read(), values);
          continue;
        }
        const part = whole.get(array.name) ?? doubles(array.name, await read());
        whole.set(array.name, part);
        for (const fill of fills) fill(part, first, step, values);
      }
      yield { start, rows: count, values };
    }
  }

  return reader;
}

type Numbers = Exclude<NumericArray, BigInt64Array | BigUint64Array>;

function isBig(values: NumericArray): values is Exclude<NumericArray, Numbers> {
  return values instanceof BigInt64Array || values instanceof BigUint64Array;
}

/** One type of array for the loops above, which are twice as fast for it. A room of each name is used again and again. */
function createDoubles(): (name: string, values: NumericArray) => NumericArray {
  const rooms = new Map<string, Float64Array>();
  return (name, values) => {
    if (isBig(values) || values instanceof Float64Array) return values;
    let room = rooms.get(name);
    if (!room || room.length < values.length) {
      room = new Float64Array(values.length);
      rooms.set(name, room);
    }
    room.set(values);
    return room;
  };
}

/** Values that are a block as they lie. */
function copyNumbers(values: NumericArray, out: Float64Array): void {
  if (isBig(values)) for (let i = 0; i < out.length; i++) out[i] = Number(values[i]);
  else out.set(values);
  for (let i = 0; i < out.length; i++) {
    // True of infinities and of NaN alone.
    if (out[i]! - out[i]! !== 0) out[i] = Number.NaN;
  }
}

/** All rows at once: float64 [rows × names]. */
export async function readColumns(reader: ColumnReader): Promise<Float64Array> {
  const values = new Float64Array(reader.rows * reader.names.length);
  for await (const block of reader.blocks()) values.set(block.values, block.start * reader.names.length);
  return values;
}

/**
 * The number of samples that all the named arrays have.
 * @throws AnnealError `data-mismatch` naming two arrays that differ; the remedy offers to transpose where that helps.
 */
export function requireSameRows(arrays: Outlines, names: readonly string[], transpose = false): number {
  const used = [...new Set(findSources(arrays, names, transpose).map((source) => source.array))];
  const first = used[0];
  if (!first)
    throw new AnnealError('data-empty', 'No columns are chosen.', { remedy: 'Choose inputs and targets.' });
  const rows = rowCount(first, transpose);
  const other = used.find((array) => rowCount(array, transpose) !== rows);
  if (other) {
    const counts = `\`${first.name}\` has ${rows} rows and \`${other.name}\` has ${rowCount(other, transpose)}`;
    const helps = used.every((array) => rowCount(array, !transpose) === rowCount(first, !transpose));
    throw new AnnealError('data-mismatch', `The arrays differ in length: ${counts}.`, {
      place: other.name,
      received: used.map((array) => `${array.name} [${array.shape.join(', ')}]`).join(', '),
      remedy: helps
        ? `Their other axes match (${rowCount(first, !transpose)}): set dataset.transpose to ${!transpose}.`
        : 'Choose arrays with one row a sample, the same samples in each.',
    });
  }
  if (rows === 0) {
    throw new AnnealError('data-empty', `\`${first.name}\` has no rows.`, {
      place: first.name,
      received: `shape [${first.shape.join(', ')}]`,
      remedy: 'Choose a file that has at least a few rows.',
    });
  }
  return rows;
}

function findSources(arrays: Outlines, names: readonly string[], transpose: boolean): Source[] {
  const sources = new Map<string, Source>();
  for (const name of names) {
    for (const source of findSource(arrays, name, transpose)) sources.set(source.name, source);
  }
  return [...sources.values()];
}

function findSource(arrays: Outlines, name: string, transpose: boolean): Source[] {
  const whole = arrays.get(name);
  if (whole) {
    const columns = Array.from({ length: columnCount(whole, transpose) }, (_, column) => column);
    return columns.map((column) => ({ array: whole, column, name: columnName(whole, column, transpose) }));
  }
  const [, base, digits] = /^(.*)\[(\d+)\]$/s.exec(name) ?? [];
  const array = base === undefined ? undefined : arrays.get(base);
  if (!array) throw notFound(arrays, name);
  const column = Number(digits);
  const count = columnCount(array, transpose);
  if (column < count) return [{ array, column, name: columnName(array, column, transpose) }];
  throw new AnnealError('data-not-found', `\`${array.name}\` has no column ${column}.`, {
    place: name,
    received: `shape [${array.shape.join(', ')}]`,
    remedy: `Its columns are ${array.name}[0] to ${array.name}[${count - 1}].`,
  });
}

function notFound(arrays: Outlines, name: string): AnnealError {
  const known = [...arrays.keys()];
  const near = nearestName(name, known);
  const listed = known.slice(0, 20).join(', ') + (known.length > 20 ? ', …' : '');
  return new AnnealError('data-not-found', `There is no array or column \`${name}\`.`, {
    place: name,
    remedy: near ? `Did you mean \`${near}\`? There are: ${listed}.` : `There are: ${listed}.`,
  });
}

function ownTexts(texts: SelectOptions['texts'], name: string): string[] | undefined {
  return texts && Object.hasOwn(texts, name) ? texts[name] : undefined;
}

function checkCategories(name: string, texts: string[]): string[] {
  if (texts.length <= MAX_CATEGORIES) return texts;
  throw new AnnealError('data-type', `Column \`${name}\` holds ${texts.length} different texts.`, {
    place: name,
    received: `${texts
      .slice(0, 3)
      .map((text) => JSON.stringify(text))
      .join(', ')}, …`,
    remedy: `Text inputs may have up to ${MAX_CATEGORIES}: leave the column out of the inputs.`,
  });
}
