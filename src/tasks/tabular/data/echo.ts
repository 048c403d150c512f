/** Columns of the data as they stand in it, beside what is predicted of their rows. */

import { type DatasetReader, readWhole } from '../../../engine/data/datasetReader';
import { columnCount, columnName, columnStride, rowCount } from '../../../engine/data/flatColumns';
import type { NamedArray } from '../../../formats/arrays';
import { type Cell, float32Number } from '../../../formats/csv/write';
import { identifierColumns } from './identifiers';

/** What may stand beside predictions. */
export type EchoedPart = 'id' | 'inputs';

export interface EchoedColumn {
  name: string;
  /** Of a row of the data; null where it is empty. */
  cell(row: number): Cell;
}

/**
 * Identifiers first, then the inputs, each column once.
 * @param most so many columns at most.
 * @param used names of arrays or columns that the model takes, as in `dataset.inputs`, and those that it predicts.
 */
export async function echoedColumns(
  data: DatasetReader,
  { inputs, targets }: { inputs: readonly string[]; targets: readonly string[] },
  parts: readonly EchoedPart[],
  transpose: boolean,
  most = Number.POSITIVE_INFINITY,
): Promise<EchoedColumn[]> {
  const names = [
    ...(parts.includes('id') && !transpose ? await identifierColumns(data, [...inputs, ...targets]) : []),
    ...(parts.includes('inputs') ? inputs : []),
  ];
  const columns = new Map<string, EchoedColumn>();
  for (const name of names) {
    if (columns.size >= most) break;
    for (const column of await columnsNamed(data, name, transpose)) columns.set(column.name, column);
  }
  return [...columns.values()];
}

async function columnsNamed(data: DatasetReader, name: string, transpose: boolean): Promise<EchoedColumn[]> {
  const whole = data.arrays.has(name);
  const base = whole ? name : name.replace(/\[\d+\]$/, '');
  const outline = data.arrays.get(base);
  if (!outline || rowCount(outline, transpose) === 0) return [];
  const array = await readWhole(data, base);
  const all = Array.from({ length: columnCount(array, transpose) }, (_, column) => column);
  const chosen = whole ? all : all.filter((column) => columnName(array, column, transpose) === name);
  return chosen.map((column) => {
    const { start, step } = columnStride(array, column, transpose);
    const cellAt = cellReader(array);
    return { name: columnName(array, column, transpose), cell: (row) => cellAt(start + row * step) };
  });
}

/** Whole numbers of 64 bits are written with all their digits. */
function cellReader({ data, categories }: NamedArray): (index: number) => Cell {
  if (categories) return (index) => categories[Number(data[index])] ?? null;
  const isSingle = data instanceof Float32Array;
  return (index) => {
    const value = data[index]!;
    if (typeof value === 'bigint') return String(value);
    if (Number.isNaN(value)) return null;
    return isSingle && Number.isFinite(value) ? float32Number(value) : value;
  };
}
