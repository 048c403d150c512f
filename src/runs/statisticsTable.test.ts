import { describe, expect, it } from 'vitest';
import { formatStatisticsTable, scientific, statisticsTable } from './statisticsTable';

const row = {
  epoch: 7,
  train: { loss: 0.125, mae: 0.25, correlation: Number.NaN },
  validation: { loss: 0.1, mae: 12_345.678, correlation: 0.5 },
};

describe('statisticsTable', () => {
  it('gives both splits and valid − train, in the order of the names', () => {
    const { title, rows } = statisticsTable(row, ['mae', 'loss', 'absent']);
    expect(title).toBe('Epoch 7 Statistics');
    expect(rows.map(({ metric }) => metric)).toEqual(['mae', 'loss']);
    expect(rows[1]).toMatchObject({ train: 0.125, valid: 0.1 });
    expect(rows[1]?.difference).toBeCloseTo(-0.025, 15);
  });

  it('has no difference without validation rows', () => {
    expect(statisticsTable({ ...row, validation: null }, ['loss']).rows).toEqual([
      { metric: 'loss', train: 0.125, valid: null, difference: null },
    ]);
  });
});

describe('formatStatisticsTable', () => {
  it('lines up the columns in %.6e', () => {
    expect(formatStatisticsTable(row, ['loss', 'mae', 'correlation'])).toBe(
      [
        'Epoch 7 Statistics',
        'Metric      |        Train |        Valid |    Difference',
        '------------+--------------+--------------+--------------',
        'loss        | 1.250000e-01 | 1.000000e-01 | -2.500000e-02',
        'mae         | 2.500000e-01 | 1.234568e+04 |  1.234543e+04',
        'correlation |            - | 5.000000e-01 |             -',
      ].join('\n'),
    );
  });

  it('shows a dash for what there is not', () => {
    const text = formatStatisticsTable({ ...row, validation: null }, ['loss']);
    expect(text.split('\n').at(-1)).toBe('loss   | 1.250000e-01 |     - |          -');
  });
});

describe('scientific', () => {
  it.each([
    // What Python's '%.6e' and '%.2e' print.
    [0, 6, '0.000000e+00'],
    [-0, 6, '-0.000000e+00'],
    [1, 6, '1.000000e+00'],
    [-0.000123456789, 6, '-1.234568e-04'],
    [9.9999999e10, 6, '1.000000e+11'],
    [1.5e-300, 6, '1.500000e-300'],
    [5e120, 2, '5.00e+120'],
    [Number.NaN, 6, 'nan'],
    [Number.POSITIVE_INFINITY, 6, 'inf'],
    [Number.NEGATIVE_INFINITY, 6, '-inf'],
  ])('prints %d with %i digits as C does', (value, digits, text) => {
    expect(scientific(value, digits)).toBe(text);
  });
});
