import { describe, expect, it } from 'vitest';
import { randomStream } from '../random';
import { outliers } from './outliers';

const random = randomStream(5, 'outliers test');
const noise = Array.from({ length: 400 }, () => 1 + 0.1 * random.normal());

describe('outliers', () => {
  it('finds what was put far away, the farthest first, and nothing in plain noise', () => {
    expect(outliers(noise)).toEqual([]);
    const values = noise.slice();
    values[17] = 4;
    values[300] = 6;
    const found = outliers(values);
    expect(found.map(({ index, value }) => [index, value])).toEqual([
      [300, 6],
      [17, 4],
    ]);
    // The noise has a standard deviation of 0.1 about 1.
    expect(found[1]!.deviations).toBeGreaterThan(25);
    expect(found[1]!.deviations).toBeLessThan(35);
  });

  it('compares values with those around them, so that a fall is none', () => {
    const falling = noise.map((value, i) => value + 50 * Math.exp(-i / 60));
    falling[350] = 8;
    expect(outliers(falling, { stretch: 40 }).map(({ index }) => index)).toContain(350);
    expect(outliers(falling, { stretch: 40, most: 1 })).toHaveLength(1);
    expect(outliers(falling).map(({ index }) => index)).not.toContain(350);
  });

  it('says nothing where values are all the same, few, or not numbers', () => {
    expect(outliers([1, 1, 1, 1, 2])).toEqual([]);
    expect(outliers([])).toEqual([]);
    expect(outliers([Number.NaN, 1, Number.NaN])).toEqual([]);
  });
});
