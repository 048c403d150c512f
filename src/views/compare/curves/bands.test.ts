import { describe, expect, it } from 'vitest';
import { groupBand } from './bands';

const points = (from: number, ys: readonly number[], step = 1) =>
  ys.map((y, i) => ({ x: from + i * step, y }));

describe('the band of a group', () => {
  it('is mean and standard deviation of n − 1, standard error, or range', () => {
    const members = [points(1, [2]), points(1, [4]), points(1, [9])];
    // By hand: mean 5, squares 9 + 1 + 16 = 26, sd √13, se √(13 / 3).
    const at = (spread: 'sd' | 'se' | 'range') => groupBand(members, spread, 10)[0]!;
    expect(at('sd').y).toBe(5);
    expect(at('sd').max - 5).toBeCloseTo(Math.sqrt(13), 12);
    expect(5 - at('se').min).toBeCloseTo(Math.sqrt(13 / 3), 12);
    expect([at('range').min, at('range').max]).toEqual([2, 9]);
  });

  it('reads a member between its points, and counts it only where it is', () => {
    const band = groupBand([points(0, [0, 10, 20]), points(0, [4, 8], 2), points(5, [7])], 'range', 100);
    expect(band).toEqual([
      { x: 0, y: 2, min: 0, max: 4 },
      { x: 1, y: 8, min: 6, max: 10 },
      { x: 2, y: 14, min: 8, max: 20 },
      { x: 5, y: 7, min: 7, max: 7 },
    ]);
  });

  it('leaves out what is not finite, and has no spread of one run', () => {
    const band = groupBand([points(0, [1, Number.NaN]), points(0, [Number.NaN, Number.NaN])], 'sd', 10);
    expect(band[0]).toEqual({ x: 0, y: 1, min: 1, max: 1 });
    expect(band[1]!.y).toBeNaN();
  });

  it('has no more points than it may, the last among them', () => {
    const ys = Array.from({ length: 1000 }, (_, i) => i);
    const band = groupBand([points(0, ys), points(0, ys)], 'sd', 100);
    expect(band.length).toBeLessThanOrEqual(101);
    expect(band.at(-1)!.x).toBe(999);
    expect(band.every(({ x, y }) => x === y)).toBe(true);
  });
});
