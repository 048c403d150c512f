import { describe, expect, it, test } from 'vitest';
import { bytes, clock, count, evenDigits, percent, shape, significant, tableNumber } from './quantities';

describe('quantities', () => {
  test('print a dash for what is not known', () => {
    expect([count(null), bytes(null), clock(null), significant(null)]).toEqual(['–', '–', '–', '–']);
    expect(clock(Number.POSITIVE_INFINITY)).toBe('–');
  });

  test('bytes keep two or three digits in decimal units', () => {
    expect([0, 999, 1000, 1_250_000, 9_960_000, 999_600, 2.5e9].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '1.3 MB',
      '10 MB',
      '1.0 MB',
      '2.5 GB',
    ]);
  });

  test('a clock shows hours only when there are any', () => {
    expect([0, 9.6, 134, 3599.6, 3725].map(clock)).toEqual(['0:00', '0:10', '2:14', '1:00:00', '1:02:05']);
  });

  test('significant digits have no tail of zeros, and very small or large numbers an exponent', () => {
    expect([0, 0.1, 1 / 3, -12.5, 0.000012346, 1234567].map((value) => significant(value))).toEqual([
      '0',
      '0.1',
      '0.3333',
      '-12.5',
      '1.235e-5',
      '1.235e+6',
    ]);
  });

  test('even digits keep their zeros, so that a column lines up', () => {
    expect([0, 0.5, 12, -1234.5, 54321, 0.00001, 2e6].map((value) => evenDigits(value))).toEqual([
      '0.000',
      '0.5000',
      '12.00',
      '-1235',
      '54321',
      '1.000e-5',
      '2.000e+6',
    ]);
  });

  test('a part is never rounded up to done', () => {
    expect(percent(0.999)).toBe('99 %');
    expect(percent(1)).toBe('100 %');
  });

  test('shapes name each axis', () => {
    expect(shape([20000, 16])).toBe('20,000 × 16');
  });
});

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
