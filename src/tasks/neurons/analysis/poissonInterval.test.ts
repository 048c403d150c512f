import { expect, it } from 'vitest';
import { poissonInterval } from './poissonInterval';

it('gives the quantiles and the mass of scipy.stats.poisson', () => {
  const expected: [rate: number, share: number, low: number, high: number, mass: number][] = [
    [0.05, 0.5, 0, 0, 0.951229424500714],
    [0.05, 0.95, 0, 1, 0.9987908957257497],
    [0.7, 0.8, 0, 2, 0.9658584158742916],
    [3.2, 0.5, 2, 4, 0.6094112543581661],
    [3.2, 0.95, 0, 7, 0.9831701582510425],
    [40.5, 0.8, 32, 49, 0.8437049540904855],
    [40.5, 0.95, 29, 53, 0.95091338249258],
  ];
  for (const [rate, share, low, high, mass] of expected) {
    const found = poissonInterval(rate, share);
    expect(found).toMatchObject({ low, high });
    expect(found.mass).toBeCloseTo(mass, 10);
  }
});

it('ends for rates of zero and of thousands', () => {
  expect(poissonInterval(0, 0.95)).toEqual({ low: 0, high: 0, mass: 1 });
  const { low, high } = poissonInterval(10_000, 0.95);
  expect([low, high]).toEqual([9805, 10195]);
});
