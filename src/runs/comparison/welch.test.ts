/** Against SciPy 1.17: `stats.ttest_ind(b, a, equal_var=False).confidence_interval(0.95)`. */
import { expect, it } from 'vitest';
import { meanAndSpread, welchInterval } from './welch';

it('finds the interval and the degrees of freedom that SciPy finds', () => {
  const found = welchInterval([0.81, 0.84, 0.79, 0.83], [0.88, 0.86, 0.91])!;
  expect(found.difference).toBeCloseTo(0.0658333333333333, 12);
  expect(found.freedom).toBeCloseTo(4.083970274134606, 10);
  expect(found.low).toBeCloseTo(0.015498671074479602, 10);
  expect(found.high).toBeCloseTo(0.11616799559218699, 10);
});

it('says nothing of a group of one, and has no width where nothing varies', () => {
  expect(welchInterval([1], [1, 2])).toBeNull();
  expect(welchInterval([1, 1], [2, 2])).toEqual({ difference: 1, low: 1, high: 1, freedom: 2 });
});

it('takes the deviation of a sample', () => {
  expect(meanAndSpread([1, 2, 3, 4])).toEqual({ count: 4, mean: 2.5, deviation: Math.sqrt(5 / 3) });
  expect(meanAndSpread([7])).toEqual({ count: 1, mean: 7, deviation: null });
  expect(meanAndSpread([])).toBeNull();
});
