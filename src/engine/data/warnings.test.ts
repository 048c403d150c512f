/** Warnings, each with its exact words. */
import { describe, expect, it } from 'vitest';
import type { NamedArray } from '../../formats/arrays';
import { numbers, texts } from './arrays.fixture';
import { describeArray } from './describe';
import { datasetWarnings } from './warnings';

const warn = (...arrays: NamedArray[]) => datasetWarnings(arrays.map((array) => describeArray(array)));
const zeros = (name: string, rows: number, columns: number) =>
  numbers(
    name,
    Array.from({ length: rows * columns }, (_, index) => index),
    [rows, columns],
  );

describe('datasetWarnings', () => {
  it('says nothing about sound data', () => {
    expect(warn(zeros('X', 4, 2), zeros('Y', 4, 1))).toEqual([]);
  });

  it('names constant columns, numbers and text', () => {
    expect(warn(numbers('a', [7, 7]), numbers('b', [1, 2]), texts('c', ['x', 'x']))).toEqual([
      { code: 'constant-column', message: 'The same value in every row of `a`' },
      { code: 'constant-column', message: 'The same text in every row of `c`' },
    ]);
  });

  it('calls whole numbers beyond 2⁵³ no constant, which may differ', () => {
    const ids: NamedArray = {
      name: 'id',
      shape: [2],
      dtype: 'int64',
      data: BigInt64Array.of(587722981742084096n, 587722981742084097n),
      categories: null,
    };
    expect(warn(ids).map(({ code }) => code)).toEqual(['rounded']);
  });

  it('counts missing values, and names columns of nothing else apart', () => {
    const n = Number.NaN;
    expect(warn(numbers('a', [1, n, n, 2]), numbers('b', [n, n, n, n]), numbers('c', [1, 2, 3, 4]))).toEqual([
      { code: 'missing-values', message: 'No value at all in `b`' },
      { code: 'missing-values', message: 'Missing values in `a` (2)' },
    ]);
  });

  it('counts outliers', () => {
    expect(warn(numbers('a', [1, 2, 3, 4, 5, 1000]), numbers('b', [1, 2, 3, 4, 5, 6]))).toEqual([
      { code: 'outliers', message: 'Values far outside the rest in `a` (1)' },
    ]);
  });

  it('tells text that is too varied to be an input', () => {
    const names = Array.from({ length: 80 }, (_, index) => `name ${index % 70}`);
    const target = numbers(
      'b',
      names.map((_, index) => index),
    );
    expect(warn(texts('a', names), target)).toEqual([
      { code: 'many-categories', message: 'More than 64 different texts, so no input, in `a` (70)' },
    ]);
  });

  it('names at most five columns', () => {
    const constant = Array.from({ length: 8 }, (_, index) => numbers(`c${index}`, [1, 1]));
    expect(warn(...constant)[0]!.message).toBe(
      'The same value in every row of `c0`, `c1`, `c2`, `c3`, `c4` and 3 more',
    );
  });

  it('says nothing of bright pixels and constant channels of images', () => {
    const bright = Array.from({ length: 2 * 8 * 8 }, (_, index) => (index === 3 ? 1e6 : index % 5));
    const images = numbers('images', bright, [2, 8, 8]);
    const masks = numbers('masks', new Array(2 * 8 * 8).fill(0), [2, 8, 8]);
    expect(warn(images, masks)).toEqual([]);
    expect(warn(numbers('images', [Number.NaN, ...bright.slice(1)], [2, 8, 8]), masks)).toEqual([
      { code: 'missing-values', message: 'Missing values in `images` (1)' },
    ]);
  });
});
