/** What is fitted on chosen rows, however the data come in blocks. */
import { describe, expect, it } from 'vitest';
import { quantile } from '../metrics/statistics';
import { randomStream } from '../random';
import { createColumnFit, middles } from './columnFit';
import { meanAndStd } from './moments';
import { sampleRows } from './rowSample';

const random = randomStream(3, 'column fit');

function fitOf(table: Float64Array, columns: number, rows: Uint32Array, block: number, quantiles = true) {
  const fit = createColumnFit(columns, rows, quantiles);
  const all = table.length / columns;
  for (let start = 0; start < all; start += block) {
    const count = Math.min(block, all - start);
    fit.add({
      start,
      rows: count,
      values: table.subarray(start * columns, (start + count) * columns),
    });
  }
  return fit.finish();
}

describe('a fit', () => {
  const table = Float64Array.from({ length: 50 * 3 }, (_, i) =>
    i % 11 === 5 ? Number.NaN : random.normal(),
  );
  const rows = Uint32Array.from({ length: 50 }, (_, row) => row).filter((row) => row % 3 !== 1 && row > 6);
  const own = (column: number) =>
    Array.from(rows, (row) => table[row * 3 + column]!).filter((value) => !Number.isNaN(value));

  it.each([1, 7, 50])('knows the chosen rows alone, in blocks of %i', (block) => {
    const fit = fitOf(table, 3, rows, block);
    expect(fit.sampled).toBeNull();
    for (const column of [0, 1, 2]) {
      const values = own(column);
      const { mean, std } = meanAndStd(fit.moments, column);
      const expected = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean).toBeCloseTo(expected, 14);
      expect(std ** 2).toBeCloseTo(
        values.reduce((sum, value) => sum + (value - expected) ** 2, 0) / values.length,
        14,
      );
      expect([...fit.sorted![column]!]).toEqual(values.toSorted((a, b) => a - b));
    }
    expect(middles(fit, 'median')).toEqual(
      [0, 1, 2].map((column) =>
        quantile(
          own(column).toSorted((a, b) => a - b),
          0.5,
        ),
      ),
    );
    expect(middles(fit, 'mean')).toEqual([0, 1, 2].map((column) => meanAndStd(fit.moments, column).mean));
  });

  it('keeps no values where nobody asks for quantiles, and has no middle of nothing', () => {
    expect(fitOf(table, 3, rows, 8, false).sorted).toBeNull();
    const empty = fitOf(Float64Array.of(Number.NaN, 2, Number.NaN, 4), 2, Uint32Array.of(0, 1), 1);
    expect(middles(empty, 'median')).toEqual([Number.NaN, 3]);
    expect(middles(empty, 'mean')).toEqual([Number.NaN, 3]);
  });
});

it('beyond the limit a sample stands for all rows, the same in whatever blocks they come', () => {
  // 4096 rows of so many columns are what a sample holds.
  const [columns, all] = [4200, 4300];
  const rows = Uint32Array.from({ length: all - 100 }, (_, i) => i + 100);
  const row = (start: number, count: number) =>
    Float64Array.from({ length: count * columns }, (_, i) => start + Math.floor(i / columns) + (i % columns));
  const fits = [611, 4300].map((block) => {
    const fit = createColumnFit(columns, rows, true);
    for (let start = 0; start < all; start += block) {
      const count = Math.min(block, all - start);
      fit.add({ start, rows: count, values: row(start, count) });
    }
    return fit.finish();
  });
  const at = sampleRows(rows.length, 4096);
  const expected = Float64Array.from({ length: 4096 }, (_, index) => rows[at(index)]! + 7);
  for (const { sampled, sorted, moments } of fits) {
    expect(sampled).toBe(4096);
    expect(sorted![7]).toEqual(expected);
    expect(moments.count[7]).toBe(4200);
  }
  expect(middles(fits[1]!, 'median')).toEqual(middles(fits[0]!, 'median'));
  expect(Math.abs(middles(fits[0]!, 'median')[0]! - 2199.5)).toBeLessThan(2);
});
