/** The table of elements, against numbers of the papers. */
import { expect, it } from 'vitest';
import { atomicNumberOf, covalentRadius, elementSymbols, vanDerWaalsRadius } from './elements';

it('knows all 118 elements by symbol and number', () => {
  expect(elementSymbols).toHaveLength(119);
  expect(new Set(elementSymbols).size).toBe(119);
  for (let number = 1; number <= 118; number++) {
    expect(atomicNumberOf(elementSymbols[number]!)).toBe(number);
    expect(atomicNumberOf(`${number}`)).toBe(number);
  }
  for (const [symbol, number] of [
    ['Fe', 26],
    ['I', 53],
    ['W', 74],
    ['U', 92],
    ['Lr', 103],
    ['Ts', 117],
  ] as const)
    expect(atomicNumberOf(symbol)).toBe(number);
});

it('takes no other word for an element', () => {
  for (const label of [
    '',
    'X',
    'Xx',
    'R#',
    '*',
    'Clx',
    'OW',
    'HW1',
    'Du',
    '0',
    '119',
    '1.5',
    '-1',
    'H2O'.repeat(30) && 'Bq',
  ])
    expect(atomicNumberOf(label)).toBe(null);
});

it('has the radii of Cordero and Bondi, where there are any', () => {
  expect([1, 6, 26, 57, 86, 96, 97, 0].map(covalentRadius)).toEqual([
    0.31,
    0.76,
    1.32,
    2.07,
    1.5,
    1.69,
    null,
    null,
  ]);
  expect([1, 6, 7, 8, 9, 17, 92, 26, 0, 118].map(vanDerWaalsRadius)).toEqual([
    1.2,
    1.7,
    1.55,
    1.52,
    1.47,
    1.75,
    1.86,
    null,
    null,
    null,
  ]);
});
