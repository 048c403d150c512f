/** Every policy for missing values. */
import { describe, expect, it } from 'vitest';
import { createColumnFit } from '../../../engine/data/columnFit';
import {
  fitImputation,
  impute,
  type MissingPolicy,
  requireRows,
  rowUse,
  type TableBlock,
  type TableColumns,
} from './missing';

const n = Number.NaN;
const inputs = [1, 10, n, 20, 3, n, 9, 60];
const targets = [1, 2, 3, n];
const columnsOf = (columns: number) =>
  Array.from({ length: columns }, (_, column) => (columns === 1 ? 'a' : `a[${column}]`));

/** Two columns of inputs, or as many as said, in blocks of three rows. */
async function rowsOf(
  values: number[],
  targets: number[] | null,
  policy: MissingPolicy,
  width = 2,
): Promise<Uint32Array> {
  const rows = values.length / width;
  const columns: TableColumns = { inputs: columnsOf(width), targets: targets && ['b'], rows };
  async function* blocks(): AsyncGenerator<TableBlock> {
    for (let start = 0; start < rows; start += 3) {
      const count = Math.min(3, rows - start);
      const own = Float64Array.from(values.slice(start * width, (start + count) * width));
      const other = targets && Float64Array.from(targets.slice(start, start + count));
      yield { start, rows: count, inputs: own, targets: other };
    }
  }
  const use = await rowUse(blocks(), columns, policy);
  requireRows(use, columns, policy);
  return use.rows;
}

function fillOf(rows: number[], policy: 'mean' | 'median'): number[] {
  const fit = createColumnFit(2, Uint32Array.from(rows), policy === 'median');
  fit.add({ start: 0, rows: 4, values: Float64Array.from(inputs) });
  return fitImputation(columnsOf(2), fit.finish(), rows.length, policy);
}

describe('missing values', () => {
  it('drop: leaves the complete rows', async () => {
    expect([...(await rowsOf(inputs, targets, 'drop'))]).toEqual([0]);
    expect([...(await rowsOf(inputs, null, 'drop'))]).toEqual([0, 3]);
  });

  it('mean and median: leave the rows whose target is there', async () => {
    expect([...(await rowsOf(inputs, targets, 'mean'))]).toEqual([0, 1, 2]);
    expect([...(await rowsOf(inputs, null, 'median'))]).toEqual([0, 1, 2, 3]);
  });

  it('fills with the mean or the median of the rows fitted on', () => {
    expect(fillOf([0, 1, 2, 3], 'mean')).toEqual([13 / 3, 30]);
    expect(fillOf([0, 1, 2, 3], 'median')).toEqual([3, 20]);
    const fill = fillOf([0, 1, 2], 'mean');
    expect(fill).toEqual([2, 15]);
    const values = Float64Array.from(inputs);
    impute(values, fill);
    expect([...values]).toEqual([1, 10, 2, 20, 3, 15, 9, 60]);
  });

  it('refuse: names column and row', async () => {
    await expect(rowsOf(inputs, targets, 'refuse')).rejects.toMatchObject({
      code: 'data-missing',
      message: 'Column `a[0]` has no value in row 2.',
      details: {
        place: 'a[0], row 2',
        remedy: 'Fill it in, or set dataset.missing to drop, mean or median.',
      },
    });
    await expect(rowsOf([1, 2, 3, 4, 5], [1, 2, 3, n, n], 'refuse', 1)).rejects.toMatchObject({
      message: 'Column `b` has no value in row 4.',
    });
    expect([...(await rowsOf([1, 2], null, 'refuse', 1))]).toEqual([0, 1]);
  });

  it.each(['refuse', 'drop', 'mean', 'median'] as const)(
    '%s: refuses a column without any value',
    async (policy) => {
      await expect(rowsOf([1, n, 2, n], null, policy)).rejects.toMatchObject({
        code: 'data-missing',
        message: 'Column `a[1]` holds no value in any of its 2 rows.',
        details: { remedy: 'Leave the column out of the inputs and targets.' },
      });
    },
  );

  it('refuses to drop every row, and to fill from rows that have nothing', async () => {
    await expect(rowsOf([1, n, n, 2], null, 'drop')).rejects.toThrow(
      'None of the 2 rows has a value in every column',
    );
    expect(() => fillOf([1], 'mean')).toThrow('Column `a[0]` holds no value in any of its 1 training rows');
  });
});
