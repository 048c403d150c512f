/** The warning about inputs and targets of different lengths, with its exact words. */
import { describe, expect, it } from 'vitest';
import { numbers } from '../../../engine/data/arrays.fixture';
import { describeArray } from '../../../engine/data/describe';
import type { NamedArray } from '../../../formats/arrays';
import { rowsDiffer } from './rowsDiffer';

const warn = (...arrays: NamedArray[]) => rowsDiffer(arrays.map((array) => describeArray(array)));
const zeros = (name: string, rows: number, columns: number) =>
  numbers(
    name,
    Array.from({ length: rows * columns }, (_, index) => index),
    [rows, columns],
  );

describe('rowsDiffer', () => {
  it('says nothing where they agree', () => {
    expect(warn(zeros('X', 4, 2), zeros('Y', 4, 1))).toEqual([]);
  });

  it('offers to transpose when rows differ and columns match', () => {
    expect(warn(zeros('X', 3, 9), zeros('Y', 2, 9))).toEqual([
      {
        code: 'rows-differ',
        message:
          '`X` has 3 rows and `Y` has 2; both have 9 columns: the samples seem to lie in columns, so transpose both',
      },
    ]);
    expect(warn(zeros('X', 3, 9), zeros('Y', 2, 8))).toEqual([
      { code: 'rows-differ', message: '`X` has 3 rows and `Y` has 2; choose arrays with one row a sample' },
    ]);
  });
});
