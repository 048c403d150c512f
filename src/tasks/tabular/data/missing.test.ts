/** Every policy for missing values. */
import { describe, expect, it } from 'vitest';
import { numbers, setOf } from '../../../engine/data/arrays.fixture';
import { selectColumns } from '../../../engine/data/columns';
import { fitImputation, impute, usableRows } from './missing';

const n = Number.NaN;
const table = (values: number[], columns: number) =>
  selectColumns(setOf(numbers('a', values, [values.length / columns, columns])), ['a']);
const inputs = table([1, 10, n, 20, 3, n, 9, 60], 2);
const targets = table([1, 2, 3, n], 1);

describe('missing values', () => {
  it('drop: leaves the complete rows', () => {
    expect([...usableRows(inputs, targets, 'drop')]).toEqual([0]);
    expect([...usableRows(inputs, null, 'drop')]).toEqual([0, 3]);
  });

  it('mean and median: leave the rows whose target is there', () => {
    expect([...usableRows(inputs, targets, 'mean')]).toEqual([0, 1, 2]);
    expect([...usableRows(inputs, null, 'median')]).toEqual([0, 1, 2, 3]);
  });

  it('fills with the mean or the median of the rows fitted on', () => {
    const all = Uint32Array.of(0, 1, 2, 3);
    expect(fitImputation(inputs, all, 'mean')).toEqual([13 / 3, 30]);
    expect(fitImputation(inputs, all, 'median')).toEqual([3, 20]);
    const fill = fitImputation(inputs, Uint32Array.of(0, 1, 2), 'mean');
    expect(fill).toEqual([2, 15]);
    expect([...impute(inputs, fill).values]).toEqual([1, 10, 2, 20, 3, 15, 9, 60]);
    expect(inputs.values[2]).toBeNaN();
  });

  it('refuse: names column and row', () => {
    expect(() => usableRows(inputs, targets, 'refuse')).toThrow(
      expect.objectContaining({
        code: 'data-missing',
        message: 'Column `a[0]` has no value in row 2.',
        details: expect.objectContaining({
          place: 'a[0], row 2',
          remedy: 'Fill it in, or set dataset.missing to drop, mean or median.',
        }),
      }),
    );
    expect([...usableRows(table([1, 2], 1), null, 'refuse')]).toEqual([0, 1]);
  });

  it.each(['refuse', 'drop', 'mean', 'median'] as const)(
    '%s: refuses a column without any value',
    (policy) => {
      expect(() => usableRows(table([1, n, 2, n], 2), null, policy)).toThrow(
        expect.objectContaining({
          code: 'data-missing',
          message: 'Column `a[1]` holds no value in any of its 2 rows.',
          details: expect.objectContaining({ remedy: 'Leave the column out of the inputs and targets.' }),
        }),
      );
    },
  );

  it('refuses to drop every row, and to fill from rows that have nothing', () => {
    expect(() => usableRows(table([1, n, n, 2], 2), null, 'drop')).toThrow(
      'None of the 2 rows has a value in every column',
    );
    expect(() => fitImputation(inputs, Uint32Array.of(1), 'mean')).toThrow(
      'Column `a[0]` holds no value in any of its 1 training rows',
    );
  });
});
