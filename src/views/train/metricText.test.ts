import { expect, it } from 'vitest';
import { metricText } from './metricText';

it.each([
  [0.1234567, true, '1.2346e-01'],
  [0.1234567, false, '0.123457'],
  [-12.5, false, '-12.500000'],
  [0, false, '0.000000'],
  [3e-7, false, '3.0000e-07'],
  [2.5e8, false, '2.5000e+08'],
  [Number.NaN, true, 'NaN'],
  [null, true, '–'],
  [undefined, false, '–'],
])('prints %f (scientific: %s) as %s', (value, scientific, expected) => {
  expect(metricText(value, scientific)).toBe(expected);
});
