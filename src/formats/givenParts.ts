/**
 * Data that are divided already: `x_train` and `x_test` with `y_train` and `y_test`, in one file or several, become `x`, `y`
 * and a column that says which row is which. What becomes of that column is a task's business.
 */
import type { ArrayHeader } from '../protocol/datasets';
import { sizeOf } from './arrays';
import { createCategoryEncoder } from './categories';
import { stem } from './folders';
import type { OpenedFile, Slab } from './openedFile';
import { type PartName, partNamed, partNames, partWords } from './partNames';

/** A file as it was opened, under its name. */
interface NamedFile {
  name: string;
  bytes: number;
  file: OpenedFile;
}

const WORDS = partWords.join('|');
/** `x_train`, `Xtrain`, `images/test`. */
const BEHIND = new RegExp(`^(?:(.+)[_\\-./ ]|([a-z]))(${WORDS})$`, 'i');
/** `train_x`, `test/labels`. */
const BEFORE = new RegExp(`^(${WORDS})[_\\-./ ](.+)$`, 'i');

interface Piece {
  header: ArrayHeader;
  from: OpenedFile;
  stem: string;
  part: PartName;
}

/** The files as they are, or all of them as one where their arrays are such parts. */
export function joinParts(files: readonly NamedFile[]): NamedFile[] {
  const pieces = files.flatMap(({ name, file }) =>
    file.arrays.flatMap((header) => pieceOf(header, file, files.length > 1 ? stem(name) : null) ?? []),
  );
  const whole = wholesOf(pieces);
  if (whole === null) return [...files];
  const joined = new Set(pieces.map(({ header }) => header));
  const [first] = files;
  const name = files.length === 1 ? first!.name : `${first!.name} and ${files.length - 1} more`;
  return [
    { name, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), file: joinedFile(files, whole, joined) },
  ];
}

function pieceOf(header: ArrayHeader, from: OpenedFile, file: string | null): Piece | null {
  for (const name of file === null || file === header.name
    ? [header.name]
    : [header.name, `${file}/${header.name}`]) {
    const [, long, short, end] = BEHIND.exec(name) ?? [];
    const [, begin, rest] = BEFORE.exec(name) ?? [];
    const part = partNamed(end ?? begin ?? '');
    const own = long ?? short ?? rest;
    if (part && own) return { header, from, stem: own, part };
  }
  return null;
}

interface Whole {
  header: ArrayHeader;
  /** In the order of the parts. */
  pieces: Piece[];
}

interface Wholes {
  arrays: Whole[];
  /** Rows of each part. */
  rows: Map<PartName, number>;
}

/** Null unless two arrays or more have the same parts, of the same rows, training among them, and fit on each other. */
function wholesOf(pieces: readonly Piece[]): Wholes | null {
  const byStem = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const own = byStem.get(piece.stem.toLowerCase());
    if (own) own.push(piece);
    else byStem.set(piece.stem.toLowerCase(), [piece]);
  }
  const rows = new Map<PartName, number>();
  const arrays: Whole[] = [];
  for (const own of byStem.values()) {
    own.sort((a, b) => partNames.indexOf(a.part) - partNames.indexOf(b.part));
    const [first] = own;
    if (new Set(own.map(({ part }) => part)).size !== own.length) return null;
    if (arrays.length > 0 && (own.length !== rows.size || own.some(({ part }) => !rows.has(part))))
      return null;
    for (const { part, header } of own) {
      const length = header.shape[0];
      if (length === undefined || (rows.get(part) ?? length) !== length) return null;
      rows.set(part, length);
    }
    const inner = first!.header.shape.slice(1).join();
    const { dtype } = first!.header;
    if (own.some(({ header }) => header.dtype !== dtype || header.shape.slice(1).join() !== inner))
      return null;
    const total = own.reduce((sum, { header }) => sum + header.shape[0]!, 0);
    arrays.push({
      header: { name: first!.stem, shape: [total, ...first!.header.shape.slice(1)], dtype },
      pieces: own,
    });
  }
  return arrays.length >= 2 && rows.has('train') && rows.size > 1 ? { arrays, rows } : null;
}

function joinedFile(
  files: readonly NamedFile[],
  { arrays, rows }: Wholes,
  joined: ReadonlySet<ArrayHeader>,
): OpenedFile {
  const total = [...rows.values()].reduce((sum, count) => sum + count, 0);
  const taken = new Set(arrays.map(({ header }) => header.name));
  const others = files.flatMap(({ file }) =>
    file.arrays
      .filter((header) => !joined.has(header) && !taken.has(header.name))
      .map((header) => ({ header, file })),
  );
  const split: ArrayHeader = { name: taken.has('split') ? 'part' : 'split', shape: [total], dtype: 'string' };
  const counts = [...rows].map(([part, count]) => `${count} ${part}`).join(', ');
  const named = new Set(arrays.flatMap(({ pieces }) => pieces.map(({ header }) => `\`${header.name}\``)));
  const names = [...named].join(', ');
  const wholes = arrays.map(({ header }) => `\`${header.name}\``).join(', ');
  return {
    format: files[0]!.file.format,
    arrays: [...others.map(({ header }) => header), split, ...arrays.map(({ header }) => header)],
    notes: [
      ...files.flatMap(({ file }) => file.notes),
      {
        code: 'read-as',
        message: `${names} are read as ${wholes} with \`${split.name}\`, which says the rows' parts: ${counts}`,
      },
    ],
    // That they are parts of one whole is settled.
    questions: files.flatMap(({ file }) => file.questions ?? []).filter(({ setting }) => setting !== 'join'),
    async *stream(wanted, watch = {}) {
      for (const name of wanted) {
        const whole = arrays.find(({ header }) => header.name === name);
        const other = others.find(({ header }) => header.name === name);
        if (name === split.name) yield partsColumn(split.name, rows, total);
        else if (whole) yield* streamWhole(whole, watch);
        else if (other) yield* other.file.stream([name], watch);
      }
    },
    close() {
      for (const { file } of files) file.close();
    },
  };
}

function partsColumn(name: string, rows: ReadonlyMap<PartName, number>, total: number): Slab {
  const encoder = createCategoryEncoder(total, name);
  for (const [part, count] of rows) for (let row = 0; row < count; row++) encoder.add(part);
  const { data, categories } = encoder.finish(name, [total]);
  return { name, data, categories };
}

async function* streamWhole(
  { header: { name, shape, dtype }, pieces }: Whole,
  watch: Parameters<OpenedFile['stream']>[1],
): AsyncGenerator<Slab> {
  if (dtype !== 'string') {
    for (const { header, from } of pieces) {
      for await (const slab of from.stream([header.name], watch)) yield { ...slab, name };
    }
    return;
  }
  // Each part has codes of its own.
  const encoder = createCategoryEncoder(sizeOf(shape), name);
  for (const { header, from } of pieces) {
    for await (const { data, categories } of from.stream([header.name], watch)) {
      for (const code of data) encoder.add(categories?.[Number(code)] ?? null);
    }
  }
  const { data, categories } = encoder.finish(name, shape);
  yield { name, data, categories };
}
