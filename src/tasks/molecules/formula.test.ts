import { expect, test } from 'vitest';
import { formulaOf } from './formula';

test('a formula is in the order of Hill', () => {
  expect(formulaOf([6, 1, 1, 1, 35])).toBe('CH3Br');
  expect(formulaOf([8, 1, 1])).toBe('H2O');
  expect(formulaOf([17, 7, 6, 1])).toBe('CHClN');
});
