import { expect, test } from 'vitest';
import { scaleBar } from './scaleBar';
import { barNumbers, chargeWords, describeAll, describeHit, rangeWords, signed } from './words';

const structure = {
  atomicNumbers: Int32Array.of(8, 1, 1),
  positions: Float32Array.of(0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0),
};
const charges = {
  positions: Float32Array.of(
    0,
    0,
    0.25,
    0,
    0,
    -0.25,
    0.96,
    0,
    0,
    0.96,
    0,
    0.1,
    -0.24,
    0.93,
    0,
    -0.24,
    0.93,
    0.1,
  ),
  values: Float32Array.of(-0.5, -0.25, 0.25, 0.125, 0.25, 0.125),
};
const points = {
  positions: Float32Array.of(0, 0, 3),
  values: Float32Array.of(-12.5),
  title: 'Potential',
  unit: '(kcal/mol)/e',
  diverging: true,
};
const shown = { structure, charges, points };

test('an atom is told with its element, its number and the sum of its charges', () => {
  expect(describeHit({ kind: 'atom', source: 0 }, shown)).toEqual({
    title: 'O, atom 1 of 3',
    lines: [
      { name: 'sum of 2 charges', value: '−0.7500 e' },
      { name: 'place', value: '0.000, 0.000, 0.000 Å' },
    ],
  });
});

test('a charge is told with its atom and how far it is from the nucleus', () => {
  expect(describeHit({ kind: 'charge', source: 1 }, shown)).toEqual({
    title: 'Charge 2 of 6',
    lines: [
      { name: 'charge', value: '−0.2500 e' },
      { name: 'of', value: 'O, atom 1 of 3' },
      { name: 'from the nucleus', value: '0.250 Å' },
    ],
  });
});

test('a point is told with its value, its unit and the nearest atom', () => {
  expect(describeHit({ kind: 'point', source: 0 }, shown)).toEqual({
    title: 'Point 1 of 1',
    lines: [
      { name: 'Potential', value: '−12.50 (kcal/mol)/e' },
      { name: 'from O, atom 1 of 3', value: '3.00 Å' },
    ],
  });
});

test('the whole is told in a sentence', () => {
  expect(describeAll(shown)).toBe('H2O: 3 atoms, 2 bonds, 6 charges, 1 point coloured by potential.');
});

test('the range of the colours is stated, and what lies beyond', () => {
  const scale = { diverging: true, low: -2, high: 2, smallest: -2.5, largest: 1 };
  expect(barNumbers(scale)).toEqual(['−2.00', '0', '+2.00']);
  expect(rangeWords(scale, 'mV')).toBe(
    'colours end at the 99th percentile of magnitude; all values: −2.50 to +1.00 mV',
  );
  expect(rangeWords({ ...scale, smallest: -1 }, 'mV')).toBe('colours reach all values');
  expect(chargeWords(charges)).toBe('charge, area by magnitude, largest −0.500 e');
  expect(signed(0)).toBe('0');
});

test('the scale bar is an ångström while that can be seen and leaves room', () => {
  expect(scaleBar(60)).toEqual({ length: 1, pixels: 60, label: '1 Å' });
  expect(scaleBar(400).label).toBe('0.2 Å');
  expect(scaleBar(10).label).toBe('2 Å');
});
