/**
 * What AnnData writes into HDF5: sparse matrices, columns of categories, columns with missing values, tables with an index.
 * Format: https://anndata.readthedocs.io/en/latest/fileformat-prose.html
 */
import { AnnealError } from '../../protocol/errors';
import { printable } from '../../protocol/printable';
import { type NumericArray, sizeOf } from '../arrays';
import { createCategoryEncoder } from '../categories';
import { allocate, throwIfAborted } from '../openedFile';
import { itemBytesOf, SLAB_BYTES, viewAs } from '../values';
import type { Hdf5Context } from './datasets';
import type { Leaf } from './leaves';
import type { Offer } from './offer';
import { readTexts } from './pandas';
import { readWhole } from './rows';
import type { Hdf5Dataset, Hdf5Group, Hdf5Node } from './tree';

/** More values than these are not taken into memory at once. */
const MOST_STORED = 2 ** 28;

/** A compressed sparse matrix of rows (`csr`) or columns (`csc`), offered dense. */
export function sparseOffers(context: Hdf5Context, group: Hdf5Group): Offer[] | null {
  const attributes = context.attributes(group.path);
  const format = attributes.text('encoding-type') ?? attributes.text('h5sparse_format') ?? '';
  const [, order] = /^(cs[rc])(_matrix)?$/.exec(format) ?? [];
  if (!order) return null;
  const shape = attributes.numbers(attributes.has('shape') ? 'shape' : 'h5sparse_shape');
  const [data, indices, indptr] = ['data', 'indices', 'indptr'].map((key) => group.children.get(key));
  return sparseMatrixOffers(context, group.name, order, shape, { data, indices, indptr });
}

/** @param order whether rows or columns come one after the other. */
export function sparseMatrixOffers(
  context: Hdf5Context,
  path: string,
  order: string,
  shape: number[],
  parts: Record<'data' | 'indices' | 'indptr', Hdf5Node | undefined>,
): Offer[] {
  const name = printable(path);
  const [data, indices, indptr] = [parts.data, parts.indices, parts.indptr].map(plainDataset);
  if (!data || !indices || !indptr || shape.length !== 2 || data.leaf.values.read !== 'numbers') {
    context.skip(path, 'it is a sparse matrix whose parts are not all there');
    return [];
  }
  const { dtype } = data.leaf.values;
  const stored = dtype === 'float16' ? 'float32' : dtype;
  return [
    {
      arrays: [{ name, shape, dtype: stored }],
      filters: [data, indices, indptr].flatMap(({ dataset }) => dataset.filters),
      words: [`\`${name}\` is stored sparse and read dense: ${shape.join(' × ')}`],
      async *stream(_names, file, { onProgress, signal }) {
        const place = `${file}/${name}`;
        if (sizeOf(data.dataset.raw.shape) > MOST_STORED)
          throw tooMany(place, sizeOf(data.dataset.raw.shape));
        const read = (part: typeof data) => numbersOf(context, part.dataset, part.leaf);
        const [rows = 0, columns = 0] = shape;
        const matrix = {
          values: read(data),
          columns: indexesOf(read(indices)),
          starts: indexesOf(read(indptr)),
        };
        const byRow = order === 'csr' ? matrix : transposed(matrix, rows);
        checkIndexes(byRow, rows, columns, place);
        const step = Math.max(1, Math.floor(SLAB_BYTES / Math.max(1, columns * itemBytesOf(stored))));
        for (let start = 0; start < rows; start += step) {
          throwIfAborted(signal, file);
          const end = Math.min(start + step, rows);
          const slab = viewAs(stored, allocate((end - start) * columns * itemBytesOf(stored), place));
          scatterRows(byRow, slab, { start, end, columns });
          yield { name, data: slab, categories: null };
          onProgress?.(end, rows);
          await new Promise((resolve) => setTimeout(resolve));
        }
      },
    },
  ];
}

interface SparseRows {
  values: NumericArray;
  columns: Float64Array;
  /** Where each row begins among the values; one more than there are rows. */
  starts: Float64Array;
}

function scatterRows(
  { values, columns: at, starts }: SparseRows,
  slab: NumericArray,
  { start, end, columns }: { start: number; end: number; columns: number },
): void {
  for (let row = start; row < end; row++) {
    for (let index = starts[row]!; index < starts[row + 1]!; index++) {
      const place = (row - start) * columns + at[index]!;
      // Entries that are stored twice count together, as SciPy has it.
      if (slab instanceof BigInt64Array || slab instanceof BigUint64Array)
        slab[place]! += BigInt(values[index]!);
      else slab[place]! += Number(values[index]!);
    }
  }
}

/** From columns, one after the other, to rows. */
function transposed({ values, columns: rowOf, starts }: SparseRows, rows: number): SparseRows {
  const begins = new Float64Array(rows + 1);
  for (const row of rowOf) begins[row + 1]! += 1;
  for (let row = 0; row < rows; row++) begins[row + 1]! += begins[row]!;
  const next = begins.slice();
  const columns = new Float64Array(rowOf.length);
  const sorted = values.slice();
  for (let column = 0; column + 1 < starts.length; column++) {
    for (let index = starts[column]!; index < starts[column + 1]!; index++) {
      const to = next[rowOf[index]!]!++;
      columns[to] = column;
      sorted[to] = values[index]!;
    }
  }
  return { values: sorted, columns, starts: begins };
}

function checkIndexes(
  { values, columns: at, starts }: SparseRows,
  rows: number,
  columns: number,
  place: string,
): void {
  const isSound =
    starts.length === rows + 1 &&
    at.length === values.length &&
    starts.every((start, row) => start <= values.length && (row === 0 || start >= starts[row - 1]!)) &&
    at.every((column) => column >= 0 && column < columns);
  if (isSound) return;
  throw new AnnealError('file-format', `${place} is a sparse matrix whose indexes do not fit its shape.`, {
    place,
    received: `${rows} × ${columns}, ${values.length} values`,
    remedy: 'The file may be damaged: copy it again, or save it anew.',
  });
}

/** Codes and the texts behind them. */
export function categoricalOffers(context: Hdf5Context, group: Hdf5Group): Offer[] | null {
  if (context.attributes(group.path).text('encoding-type') !== 'categorical') return null;
  const codes = plainDataset(group.children.get('codes'));
  const categories = plainDataset(group.children.get('categories'));
  if (!codes || !categories) {
    context.skip(group.name, 'its codes or its categories cannot be read');
    return [];
  }
  return [codedOffer(context, group.name, codes, categories)];
}

interface PlainDataset {
  dataset: Hdf5Dataset;
  leaf: Leaf;
}

function codedOffer(
  context: Hdf5Context,
  path: string,
  codes: PlainDataset,
  categories: PlainDataset,
): Offer {
  const name = printable(path);
  const { shape } = codes.dataset.raw;
  return {
    arrays: [{ name, shape, dtype: 'string' }],
    filters: [...codes.dataset.filters, ...categories.dataset.filters],
    async *stream(_names, file) {
      const texts = readTexts(context.mounted, categories.dataset, categories.leaf);
      const encoder = createCategoryEncoder(sizeOf(shape), `${file}/${name}`);
      for (const code of numbersOf(context, codes.dataset, codes.leaf))
        encoder.add(texts[Number(code)] ?? null);
      const { data, categories: sorted } = encoder.finish(name, shape);
      yield { name, data, categories: sorted };
    },
  };
}

/** Numbers or booleans with a mask of those that are missing. */
export function nullableOffers(context: Hdf5Context, group: Hdf5Group): Offer[] | null {
  const encoding = context.attributes(group.path).text('encoding-type') ?? '';
  if (!encoding.startsWith('nullable-')) return null;
  const values = plainDataset(group.children.get('values'));
  const mask = plainDataset(group.children.get('mask'));
  if (values?.leaf.values.read !== 'numbers' || !mask) {
    context.skip(group.name, `it holds values of the kind "${encoding}"`);
    return [];
  }
  const name = printable(group.name);
  return [
    {
      arrays: [{ name, shape: values.dataset.raw.shape, dtype: 'float64' }],
      filters: [...values.dataset.filters, ...mask.dataset.filters],
      async *stream() {
        const masked = numbersOf(context, mask.dataset, mask.leaf);
        const data = Float64Array.from(
          [...numbersOf(context, values.dataset, values.leaf)],
          (value, index) => (Number(masked[index]) === 0 ? Number(value) : Number.NaN),
        );
        yield { name, data, categories: null };
      },
    },
  ];
}

/**
 * A table: its columns, without the index. Before version 0.8 columns of categories were numbers, with the texts in a group
 * beside them.
 */
export function dataframeOffers(
  context: Hdf5Context,
  group: Hdf5Group,
  offersOf: (node: Hdf5Node) => Offer[],
): Offer[] | null {
  const attributes = context.attributes(group.path);
  const index = attributes.text('_index');
  if (index === null) return null;
  if (group.name === 'var') nameColumns(context, group, index);
  const texts = group.children.get('__categories');
  const order = attributes.texts('column-order');
  const columns = [...group.children].filter(([key]) => key !== index && key !== '__categories');
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  columns.sort(([a], [b]) => rank(a) - rank(b));
  return columns.flatMap(([key, node]) => {
    const codes = plainDataset(node);
    const categories = plainDataset(texts?.kind === 'group' ? texts.children.get(key) : undefined);
    return codes && categories ? [codedOffer(context, node.name, codes, categories)] : offersOf(node);
  });
}

/** Names are for telling which; a list of more than a few tells nobody anything. */
const NAMED_COLUMNS = 5;

/** Says what the columns of the matrix are, such as genes: they go by their numbers, for there are thousands. */
function nameColumns({ mounted, tree }: Hdf5Context, group: Hdf5Group, index: string): void {
  const names = plainDataset(group.children.get(index));
  if (!names) return;
  const all = readTexts(mounted, names.dataset, names.leaf).map(printable);
  const first = all.slice(0, NAMED_COLUMNS).map((name, column) => `[${column}] ${name}`);
  const last = all.length > NAMED_COLUMNS ? [`… [${all.length - 1}] ${all.at(-1)}`] : [];
  tree.notes.push({ code: 'read-as', message: `The columns of \`X\` are ${[...first, ...last].join(', ')}` });
}

/** A dataset of values that are no records. */
export function plainDataset(node: Hdf5Node | undefined): PlainDataset | null {
  if (node?.kind !== 'dataset') return null;
  const [leaf] = node.leaves.leaves;
  return leaf && leaf.path.length === 0 ? { dataset: node, leaf } : null;
}

/** A whole array of numbers. */
export function numbersOf({ mounted }: Hdf5Context, { raw }: Hdf5Dataset, { values }: Leaf): NumericArray {
  if (values.read !== 'numbers') throw new AnnealError('file-format', `${raw.path} is text, not numbers.`);
  return readWhole(mounted, raw, (bytes) => values.decode(new Uint8Array(bytes).buffer));
}

function indexesOf(values: NumericArray): Float64Array {
  return Float64Array.from([...values], Number);
}

function tooMany(place: string, count: number): AnnealError {
  return new AnnealError(
    'file-too-large',
    `${place} is a sparse matrix of ${count} values, more than are read.`,
    {
      place,
      received: `${count} values`,
      remedy: 'Save a part of the rows or columns, for example the highly variable genes.',
    },
  );
}
