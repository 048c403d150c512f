/** Splits: which rows, how many, and that none is lost or used twice. */
import { describe, expect, it } from 'vitest';
import { classStrata, quantileStrata, type SplitKind, splitRows } from './split';

const range = (count: number) => Uint32Array.from({ length: count }, (_, index) => index);
const tenths = { validationFraction: 0.1, testFraction: 0.1, seed: 42 };
const classes = Float64Array.from({ length: 1003 }, (_, row) => (row < 900 ? 0 : row < 980 ? 1 : 2));
const strata = classStrata(classes, range(1003));

describe('splitRows', () => {
  it('chronological: first 10 % test, next 10 % validation, the rest training', () => {
    const split = splitRows(range(25), { ...tenths, split: 'chronological' });
    expect([...split.test]).toEqual([0, 1]);
    expect([...split.validation]).toEqual([2, 3]);
    expect([...split.train]).toEqual([...range(25)].slice(4));
  });

  it('takes the row numbers it is given', () => {
    const rows = Uint32Array.of(3, 5, 8, 13, 21, 34, 55, 89, 144, 233);
    const split = splitRows(rows, { ...tenths, split: 'chronological' });
    expect([[...split.test], [...split.validation], split.train[0]]).toEqual([[3], [5], 8]);
  });

  it.each<SplitKind>(['chronological', 'random', 'stratified'])(
    '%s: holds each row once, counts rounded down',
    (kind) => {
      const options = { split: kind, validationFraction: 0.15, testFraction: 0.2, seed: 7, strata };
      const { train, validation, test } = splitRows(range(1003), options);
      expect([train.length, validation.length, test.length]).toEqual([1003 - 150 - 200, 150, 200]);
      expect([...train, ...validation, ...test].sort((a, b) => a - b)).toEqual([...range(1003)]);
      for (const part of [train, validation, test]) expect(part).toEqual(part.slice().sort());
    },
  );

  it.each<SplitKind>(['random', 'stratified'])(
    '%s: the same for the same seed, another for another',
    (kind) => {
      const split = (seed: number) => splitRows(range(1003), { ...tenths, split: kind, seed, strata });
      expect(split(1)).toEqual(split(1));
      expect(split(1).test).not.toEqual(split(2).test);
      expect(split(1).test).not.toEqual(range(1003).slice(0, 100));
    },
  );

  it('random: covers the whole table evenly', () => {
    const { test } = splitRows(range(10_000), { ...tenths, split: 'random' });
    const mean = test.reduce((sum, row) => sum + row, 0) / test.length;
    // The mean of 1000 of 10000 ranks has a standard deviation of 87.
    expect(Math.abs(mean - 4999.5)).toBeLessThan(300);
  });

  it('stratified: every class in its share in every part', () => {
    const split = splitRows(range(1003), { ...tenths, split: 'stratified', strata });
    for (const part of [split.test, split.validation]) {
      const counts = [0, 1, 2].map((label) => part.filter((row) => classes[row] === label).length);
      // 10 % of 900, 80 and 23 rows; a share may be off by the rounding of one row.
      for (const [label, share] of [90, 8, 2.3].entries()) {
        expect(Math.abs(counts[label]! - share)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('stratified: by quantiles of a numeric target', () => {
    const target = Float64Array.from({ length: 1000 }, (_, row) => Math.sin(row) ** 3);
    const groups = quantileStrata(target, range(1000));
    expect(Array.from({ length: 10 }, (_, bin) => groups.filter((group) => group === bin).length)).toEqual(
      new Array(10).fill(100),
    );
    const sorted = target.slice().sort();
    expect(groups[target.indexOf(sorted[99]!)]).toBe(0);
    expect(groups[target.indexOf(sorted[999]!)]).toBe(9);
    const { test } = splitRows(range(1000), { ...tenths, split: 'stratified', strata: groups });
    for (let bin = 0; bin < 10; bin++) expect(test.filter((row) => groups[row] === bin).length).toBe(10);
  });

  it('may leave validation and test empty, never training', () => {
    const split = splitRows(range(5), { ...tenths, split: 'random' });
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([5, 0, 0]);
    expect(() =>
      splitRows(range(5), { split: 'random', validationFraction: 0.5, testFraction: 0.5, seed: 1 }),
    ).toThrow(
      expect.objectContaining({
        code: 'config-invalid',
        message: 'Validation and test take all rows: 0.5 + 0.5 is not below 1.',
      }),
    );
    expect(() => splitRows(range(0), { ...tenths, split: 'random' })).toThrow(
      'There are no rows to train on.',
    );
  });
});
