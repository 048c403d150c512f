/** Moments in one pass against two passes in exact arithmetic. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../random';
import { createMoments, meanAndStd } from './moments';

/** Mean and population deviation of numbers that are whole multiples of `unit`, in whole numbers without rounding. */
function exact(values: readonly number[], unit: number): { mean: number; std: number } {
  const whole = values.map((value) => BigInt(Math.round(value / unit)));
  const count = BigInt(whole.length);
  const sum = whole.reduce((total, value) => total + value, 0n);
  const first = whole[0] ?? 0n;
  // n² variance = n Σ d² − (Σ d)² for differences d from any value.
  const differences = whole.map((value) => value - first);
  const total = differences.reduce((all, d) => all + d, 0n);
  const squares = differences.reduce((all, d) => all + d * d, 0n);
  const variance = Number(count * squares - total * total) / Number(count) ** 2;
  const base = Number(sum / count) * unit;
  return { mean: base + (Number(sum % count) / Number(count)) * unit, std: Math.sqrt(variance) * unit };
}

/** 3000 rows: more than the blocks within, and no multiple of them. */
const rows = 3000;
const random = randomStream(1, 'moments');
const unit = 2 ** -10;
const columns: Record<string, number[]> = {
  'small numbers': draw(() => random.normal()),
  'a large offset': draw(() => 1e9 + random.normal()),
  'a drift': draw((row) => row * 100 + random.uniform()),
  'an outlier': draw((row) => (row === 1777 ? 1e6 : random.uniform())),
};

function draw(value: (row: number) => number): number[] {
  return Array.from({ length: rows }, (_, row) => Math.round(value(row) / unit) * unit);
}

/** [rows × columns] with a gap in every seventh value. */
const names = Object.keys(columns);
const isGap = (row: number, column: number) => (row * names.length + column) % 7 === 3;
const table = Float64Array.from({ length: rows * names.length }, (_, i) => {
  const [row, column] = [Math.floor(i / names.length), i % names.length];
  return isGap(row, column) ? Number.NaN : columns[names[column]!]![row]!;
});

function momentsOf(values: Float64Array, width: number, rowsAtOnce: number) {
  const moments = createMoments(width);
  for (let start = 0; start < values.length; start += rowsAtOnce * width)
    moments.add(values.subarray(start, start + rowsAtOnce * width));
  return moments;
}

describe('moments', () => {
  it.each(names.flatMap((name, column) => [1, 100, rows].map((at) => [name, column, at] as const)))(
    'of %s are exact with gaps left out (column %i, %i rows at once)',
    (name, column, rowsAtOnce) => {
      const moments = momentsOf(table, names.length, rowsAtOnce);
      const present = columns[name]!.filter((_, row) => !isGap(row, column));
      const { mean, std } = meanAndStd(moments, column);
      const expected = exact(present, unit);
      expect(moments.count[column]).toBe(present.length);
      expect(Math.abs(mean - expected.mean)).toBeLessThan(1e-13 * Math.max(1, Math.abs(expected.mean)));
      // Doubles near 10⁹ are 1.2e-7 apart.
      expect(Math.abs(std / expected.std - 1)).toBeLessThan(2e-8);
      expect([moments.min[column], moments.max[column]]).toEqual([
        Math.min(...present),
        Math.max(...present),
      ]);
    },
  );

  it('of a constant column are its value and 0, though its sum rounds', () => {
    for (const value of [0.1, 1e9 + 0.3, -1 / 3]) {
      const moments = momentsOf(new Float64Array(3000).fill(value), 1, 700);
      expect(meanAndStd(moments, 0)).toEqual({ mean: value, std: 0 });
    }
  });

  it('of nothing have no value', () => {
    const moments = momentsOf(new Float64Array(6).fill(Number.NaN), 2, 3);
    expect([...moments.count]).toEqual([0, 0]);
    expect([moments.min[0], moments.max[0]]).toEqual([Infinity, -Infinity]);
  });

  it('begin with the first value that is there, in whichever block it is', () => {
    const late = new Float64Array(1500).fill(Number.NaN);
    late.set([1e9, 1e9 + 2], 1400);
    expect(meanAndStd(momentsOf(late, 1, 1500), 0)).toEqual({ mean: 1e9 + 1, std: 1 });
  });
});
