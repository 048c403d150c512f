/**
 * Picks columns out of named arrays into one table of doubles.
 * A name is a whole array (`X`), one column of it (`X[3]`), or a column of a table file (`age`).
 * Text becomes numbers here: one column a category (`colour=red`) for inputs, category codes for targets.
 */

import { nearestName } from '../../config/nearestName';
import type { ArraySet, NamedArray } from '../../formats/arrays';
import { AnnealError } from '../../protocol/errors';
import { columnCount, columnName, columnStride, numberReader, rowCount } from './flatColumns';

export interface ColumnTable {
  names: string[];
  rows: number;
  /** [rows × names], row-major; NaN = missing. Infinite values count as missing. */
  values: Float64Array;
  /** For each column the texts behind its codes, or null for numbers. */
  categories: (string[] | null)[];
  /** Texts of every text column that was read, by its name; pass it as `texts` to read other data the same way. */
  texts: Record<string, string[]>;
}

export interface SelectOptions {
  /** Samples are columns. */
  transpose?: boolean;
  /** `oneHot` (default): one column of 0 and 1 a category. `codes`: one column of category indices. */
  text?: 'oneHot' | 'codes';
  /** Texts known from training, by column; any other text is missing. */
  texts?: Readonly<Record<string, string[]>>;
}

/** Text inputs with more distinct texts than this are refused: they are names or identifiers, not categories. */
export const MAX_CATEGORIES = 64;

interface Source {
  array: NamedArray;
  column: number;
  name: string;
}

/**
 * @throws AnnealError `data-not-found` for an unknown name, `data-mismatch` for arrays of different lengths,
 * `data-empty` for none, `data-type` for text that cannot be an input.
 */
export function selectColumns(
  arrays: ArraySet,
  names: readonly string[],
  options: SelectOptions = {},
): ColumnTable {
  const { transpose = false } = options;
  const sources = findSources(arrays, names, transpose);
  const rows = requireSameRows(arrays, names, transpose);
  const table: ColumnTable = { names: [], rows, values: new Float64Array(0), categories: [], texts: {} };
  const columns: Float64Array[] = [];
  for (const source of sources) {
    const values = readColumn(source, transpose);
    const { categories } = source.array;
    if (categories === null) {
      add(source.name, values, null);
      continue;
    }
    const known = ownTexts(options.texts, source.name);
    const texts = known ?? categories;
    const codes = known ? recode(values, categories, known) : values;
    table.texts[source.name] = texts;
    if (options.text === 'codes') add(source.name, codes, texts);
    else
      for (const [code, text] of checkCategories(source.name, texts).entries()) {
        add(`${source.name}=${text}`, indicator(codes, code), null);
      }
  }
  table.values = interleave(columns, rows);
  return table;

  function add(name: string, values: Float64Array, texts: string[] | null): void {
    table.names.push(name);
    table.categories.push(texts);
    columns.push(values);
  }
}

/**
 * The number of samples that all the named arrays have.
 * @throws AnnealError `data-mismatch` naming two arrays that differ; the remedy offers to transpose where that helps.
 */
export function requireSameRows(arrays: ArraySet, names: readonly string[], transpose = false): number {
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

function findSources(arrays: ArraySet, names: readonly string[], transpose: boolean): Source[] {
  const sources = new Map<string, Source>();
  for (const name of names) {
    for (const source of findSource(arrays, name, transpose)) sources.set(source.name, source);
  }
  return [...sources.values()];
}

function findSource(arrays: ArraySet, name: string, transpose: boolean): Source[] {
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

function notFound(arrays: ArraySet, name: string): AnnealError {
  const known = [...arrays.keys()];
  const near = nearestName(name, known);
  const listed = known.slice(0, 20).join(', ') + (known.length > 20 ? ', …' : '');
  return new AnnealError('data-not-found', `There is no array or column \`${name}\`.`, {
    place: name,
    remedy: near ? `Did you mean \`${near}\`? There are: ${listed}.` : `There are: ${listed}.`,
  });
}

function readColumn({ array, column }: Source, transpose: boolean): Float64Array {
  const { start, step, rows } = columnStride(array, column, transpose);
  const read = numberReader(array);
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) values[row] = read(start + row * step);
  return values;
}

function ownTexts(texts: SelectOptions['texts'], name: string): string[] | undefined {
  return texts && Object.hasOwn(texts, name) ? texts[name] : undefined;
}

/** Codes into `from` as codes into `to`; NaN for texts that `to` lacks. */
function recode(codes: Float64Array, from: readonly string[], to: readonly string[]): Float64Array {
  const positions = from.map((text) => to.indexOf(text));
  return codes.map((code) => {
    const position = Number.isNaN(code) ? -1 : positions[code]!;
    return position < 0 ? Number.NaN : position;
  });
}

function indicator(codes: Float64Array, code: number): Float64Array {
  return codes.map((value) => (Number.isNaN(value) ? Number.NaN : value === code ? 1 : 0));
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

function interleave(columns: readonly Float64Array[], rows: number): Float64Array {
  const values = new Float64Array(rows * columns.length);
  columns.forEach((column, index) => {
    for (let row = 0; row < rows; row++) values[row * columns.length + index] = column[row]!;
  });
  return values;
}
