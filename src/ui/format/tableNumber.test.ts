import { expect, it } from 'vitest';
import { tableNumber } from './tableNumber';

it.each([
  [0.9, '0.9000'],
  [0.02547, '0.02547'],
  [12345.6, '12346'],
  [0.0000123, '1.230e-5'],
  [0, '0.000'],
  [null, '–'],
])('prints %f as %s', (value, expected) => {
  expect(tableNumber(value)).toBe(expected);
});
