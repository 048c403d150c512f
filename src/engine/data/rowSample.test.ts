import { expect, test } from 'vitest';
import { sampleRows, sampleSize } from './rowSample';

test('all rows are looked at where they fit, at least some thousands of many columns', () => {
  expect(sampleSize(1e6, 10, 'fit')).toBe(1e6);
  expect(sampleSize(2 ** 24, 1, 'fit')).toBe(2 ** 24);
  expect(sampleSize(2 ** 25, 1, 'fit')).toBe(2 ** 24);
  expect(sampleSize(1e6, 1000, 'fit')).toBe(Math.floor(2 ** 24 / 1000));
  expect(sampleSize(1e6, 1e6, 'fit')).toBe(4096);
  expect(sampleSize(3, 0, 'fit')).toBe(3);
  // What is only looked at has to be sorted at once.
  expect(sampleSize(1e6, 10, 'describe')).toBe(Math.floor(2 ** 22 / 10));
});

test('a sample takes one row of each stretch, ascending, the same ones each time', () => {
  const at = sampleRows(1024, 64);
  const rows = Array.from({ length: 64 }, (_, index) => at(index));
  rows.forEach((row, index) => {
    expect(row).toBeGreaterThanOrEqual(16 * index);
    expect(row).toBeLessThan(16 * (index + 1));
  });
  expect(new Set(rows).size).toBe(64);
  // Not the same place of each stretch, which would follow whatever recurs in the data.
  expect(new Set(rows.map((row) => row % 16)).size).toBeGreaterThan(8);
  const again = sampleRows(1024, 64);
  expect(rows.map((_, index) => again(index))).toEqual(rows);
  // Nothing comes after the last.
  expect(at(64)).toBe(1024);
});

test('a sample of all rows is all rows', () => {
  const at = sampleRows(5, 5);
  expect([0, 1, 2, 3, 4].map(at)).toEqual([0, 1, 2, 3, 4]);
});
