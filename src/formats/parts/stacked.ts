/** Opened files with the same columns as one table: the rows of each behind those of the one before. */
import type { ArrayHeader, DatasetWarning } from '../../protocol/datasets';
import type { NumericArray } from '../arrays';
import { listed } from '../images/remarks';
import { headerOf, type OpenedFile, type Slab } from '../openedFile';
import { SLAB_BYTES } from '../values';

export interface StackPart {
  name: string;
  file: OpenedFile;
  /** Columns of one value, by name: what its folders say. */
  constants: ReadonlyMap<string, string | null>;
}

/** Whether the files have the same columns, of the same shapes but for the rows. */
export function areAlike(files: readonly OpenedFile[]): boolean {
  const kind = ({ name, shape }: ArrayHeader) => JSON.stringify([name, shape.slice(1)]);
  const [first, ...rest] = files.map(({ arrays }) => arrays.map(kind).sort().join());
  return rest.every((other) => other === first);
}

/** @param parts that are alike; closing the result closes them. */
export function stackFiles(name: string, parts: readonly StackPart[]): OpenedFile {
  const [first] = parts;
  const constants = constantsOf(parts);
  const rowsOf = ({ file }: StackPart) => file.arrays[0]?.shape[0] ?? 0;
  const rows = parts.reduce((sum, part) => sum + rowsOf(part), 0);
  const own = first!.file.arrays.filter((array) => !constants.has(array.name));
  const arrays = [
    ...own.map(({ name: column, shape }): ArrayHeader => {
      const types = parts.map(({ file }) => headerOf(name, file.arrays, column).dtype);
      return { name: column, shape: [rows, ...shape.slice(1)], dtype: commonType(types) };
    }),
    ...[...constants].map(
      ([column, { isText }]): ArrayHeader => ({
        name: column,
        shape: [rows],
        dtype: isText ? 'string' : 'float64',
      }),
    ),
  ];

  async function* numbers(
    names: readonly string[],
    watch: Parameters<OpenedFile['stream']>[1],
  ): AsyncGenerator<Slab> {
    let done = 0;
    for (const part of parts) {
      const onProgress = (now: number, total: number) =>
        watch?.onProgress?.(done + (rowsOf(part) * now) / Math.max(total, 1), rows);
      for await (const slab of part.file.stream(names, { ...watch, onProgress })) {
        const { dtype } = headerOf(name, arrays, slab.name);
        const from = headerOf(name, part.file.arrays, slab.name).dtype;
        yield dtype === from ? slab : { ...slab, data: Float64Array.from(slab.data, Number) };
      }
      done += rowsOf(part);
    }
  }

  /** Codes of texts are known when the texts of all parts are. */
  async function* texts(column: string, watch: Parameters<OpenedFile['stream']>[1]): AsyncGenerator<Slab> {
    const codes = new Int32Array(rows).fill(-1);
    const known = new Map<string, number>();
    const codeOf = (text: string) => {
      let code = known.get(text);
      if (code === undefined) {
        code = known.size;
        known.set(text, code);
      }
      return code;
    };
    let at = 0;
    for (const part of parts) {
      for await (const { data, categories } of part.file.stream([column], watch)) {
        const translated = categories?.map(codeOf);
        for (const value of data) {
          if (translated) codes[at++] = translated[Number(value)] ?? -1;
          else codes[at++] = Number.isNaN(Number(value)) ? -1 : codeOf(String(value));
        }
      }
    }
    yield* ranked(column, codes, [...known.keys()]);
  }

  function* constant(column: string): Generator<Slab> {
    const { values, isText } = constants.get(column)!;
    const repeated = isText ? new Int32Array(rows) : new Float64Array(rows);
    const known = [...new Set(values.flatMap((value) => value ?? []))];
    let at = 0;
    for (const [index, part] of parts.entries()) {
      const value = values[index]!;
      const number =
        value === null ? (isText ? -1 : Number.NaN) : isText ? known.indexOf(value) : Number(value);
      repeated.fill(number, at, at + rowsOf(part));
      at += rowsOf(part);
    }
    if (repeated instanceof Int32Array) yield* ranked(column, repeated, known);
    else yield* slabsOf(column, repeated, null);
  }

  return {
    format: first!.file.format,
    arrays,
    notes: notesOf(parts, constants),
    async *stream(names, watch) {
      const headers = names.map((wanted) => headerOf(name, arrays, wanted));
      const plain = headers.filter((header) => !constants.has(header.name));
      const numeric = plain.filter(({ dtype }) => dtype !== 'string').map((header) => header.name);
      if (numeric.length > 0) yield* numbers(numeric, watch);
      for (const header of plain) if (header.dtype === 'string') yield* texts(header.name, watch);
      for (const header of headers) if (constants.has(header.name)) yield* constant(header.name);
    },
    close() {
      for (const { file } of parts) file.close();
    },
  };
}

interface Constant {
  /** Of each part. */
  values: (string | null)[];
  isText: boolean;
}

function constantsOf(parts: readonly StackPart[]): Map<string, Constant> {
  const names = new Set(parts.flatMap(({ constants }) => [...constants.keys()]));
  return new Map(
    [...names].map((name) => {
      const values = parts.map(({ constants }) => constants.get(name) ?? null);
      // As a table has it: `01` and `1` would be one number.
      const isText = values.some((value) => value !== null && !/^-?(\d+\.?\d*|\.\d+)$/.test(value));
      return [name, { values, isText }];
    }),
  );
}

function commonType(types: readonly ArrayHeader['dtype'][]): ArrayHeader['dtype'] {
  const [first, ...rest] = types;
  if (rest.every((type) => type === first)) return first!;
  return types.includes('string') ? 'string' : 'float64';
}

function* ranked(column: string, codes: Int32Array, known: readonly string[]): Generator<Slab> {
  const categories = [...known].sort();
  const ranks = new Map(categories.map((text, rank) => [text, rank]));
  const rankOf = known.map((text) => ranks.get(text)!);
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) codes[row] = rankOf[codes[row]!]!;
  yield* slabsOf(column, codes, categories);
}

function* slabsOf(name: string, values: NumericArray, categories: string[] | null): Generator<Slab> {
  const step = SLAB_BYTES / values.BYTES_PER_ELEMENT;
  for (let start = 0; start < values.length; start += step)
    yield { name, data: values.slice(start, start + step), categories };
}

function notesOf(parts: readonly StackPart[], constants: ReadonlyMap<string, Constant>): DatasetWarning[] {
  const names = parts.map(({ name }) => name);
  const notes: DatasetWarning[] = [
    {
      code: 'read-as',
      message: `${parts.length} files are read as one table, in this order: ${listed(names, ', ')}`,
    },
  ];
  if (constants.size > 0) {
    const columns = [...constants.keys()].map((column) => `\`${column}\``).join(', ');
    notes.push({ code: 'read-as', message: `The names of folders are read as columns: ${columns}` });
  }
  const said = new Set<string>();
  for (const { file } of parts) {
    for (const note of file.notes) {
      if (!said.has(note.message)) notes.push(note);
      said.add(note.message);
    }
  }
  return notes;
}
