/** A table of columns turned: each of its columns is a sample, and each row a column, named by the table's own names. */
import type { ArrayOutline } from '../../formats/arrays';
import { AnnealError } from '../../protocol/errors';
import { type DatasetReader, readWhole } from './datasetReader';

/** Whether the arrays are the columns of one table, which can be turned as a whole; a single array turns by itself. */
export function isColumnTable(arrays: Iterable<Pick<ArrayOutline, 'shape'>>): boolean {
  const shapes = [...arrays].map(({ shape }) => shape);
  const [first] = shapes;
  return (
    shapes.length > 1 && shapes.every(({ length }, index) => length === 1 && shapes[index]![0] === first![0])
  );
}

export interface TransposedTable {
  data: DatasetReader;
  /** Columns of text that are neither names nor samples. */
  leftOut: string[];
}

/**
 * All values are read at once: the table has few samples, which are why somebody turns it.
 * Rows are named by the first column of text in which each row has a text of its own; else `row0`, `row1`, ….
 * @throws AnnealError `data-type` where no column is numbers.
 */
export async function transposeTable(source: DatasetReader): Promise<TransposedTable> {
  const outlines = [...source.arrays.values()];
  const samples = outlines.filter(({ categories }) => categories === null);
  const rows = outlines[0]!.shape[0]!;
  if (samples.length === 0) {
    throw new AnnealError('data-type', 'No column of the table has numbers, so that none can be a sample.', {
      received: outlines
        .slice(0, 10)
        .map(({ name }) => name)
        .join(', '),
      remedy: 'Turn dataset.transpose off.',
    });
  }
  const namedBy = outlines.find(({ categories }) => categories?.length === rows);
  const names = namedBy
    ? await namesFrom(source, namedBy)
    : Array.from({ length: rows }, (_, row) => `row${row}`);
  // [rows of the table, samples]
  const values = new Float64Array(rows * samples.length);
  for (const [sample, { name }] of samples.entries()) {
    const column = await source.read(name);
    for (let row = 0; row < rows; row++) values[row * samples.length + sample] = Number(column[row]);
  }
  const place = new Map(names.map((name, row) => [name, row * samples.length]));
  const shape = [samples.length];
  const arrays = new Map(
    names.map((name): [string, ArrayOutline] => [name, { name, dtype: 'float64', shape, categories: null }]),
  );
  return {
    data: {
      arrays,
      ...(source.fingerprint !== undefined && { fingerprint: source.fingerprint }),
      async read(name, start = 0, end = samples.length) {
        const offset = place.get(name);
        if (offset === undefined)
          throw new AnnealError('data-not-found', `There is no row \`${name}\`.`, { place: name });
        return values.subarray(offset + start, offset + end);
      },
      close() {},
    },
    leftOut: outlines.filter((one) => one.categories !== null && one !== namedBy).map(({ name }) => name),
  };
}

async function namesFrom(source: DatasetReader, { name }: ArrayOutline): Promise<string[]> {
  const { data, categories } = await readWhole(source, name);
  return Array.from({ length: data.length }, (_, row) => categories![Number(data[row])]!);
}
