import { describe, expect, it } from 'vitest';
import { lossWeightsGroup, metricNamed } from '../protocol/metrics';
import { formatStatisticsTable, scientific, statisticsTable } from './statisticsTable';

const row = {
  epoch: 7,
  train: { loss: 0.125, mae: 0.25, correlation: Number.NaN },
  validation: { loss: 0.1, mae: 12_345.678, correlation: 0.5 },
};
const metrics = (...names: string[]) => names.map((name) => metricNamed([], name));

describe('statisticsTable', () => {
  it('gives both splits and valid − train, in the order of the metrics', () => {
    const { title, rows } = statisticsTable(row, metrics('mae', 'loss', 'absent'));
    expect(title).toBe('Epoch 7 Statistics');
    expect(rows.map(({ metric }) => metric.name)).toEqual(['mae', 'loss']);
    expect(rows[1]).toMatchObject({ train: 0.125, valid: 0.1 });
    expect(rows[1]?.difference).toBeCloseTo(-0.025, 15);
    expect(rows[1]?.percent).toBeCloseTo(-20, 6);
  });

  it('has no difference without validation rows', () => {
    expect(statisticsTable({ ...row, validation: null }, metrics('loss')).rows).toMatchObject([
      { train: 0.125, valid: null, difference: null },
    ]);
  });

  it('keeps a metric that only validation has', () => {
    const found = statisticsTable({ ...row, validation: { hd95: 2 } }, metrics('hd95')).rows;
    expect(found).toMatchObject([{ train: null, valid: 2, difference: null }]);
  });

  it('leaves out weights of the loss', () => {
    const weight = { name: 'mae', title: 'weight of MAE', better: null, of: 'train' as const };
    expect(statisticsTable(row, [{ ...weight, group: lossWeightsGroup }]).rows).toEqual([]);
  });

  it('says of a loss that it is not a number, and leaves other metrics undefined', () => {
    const diverged = { ...row, train: { loss: Number.NaN, correlation: Number.NaN } };
    expect(statisticsTable(diverged, metrics('loss', 'correlation')).rows).toMatchObject([
      { train: Number.NaN, difference: Number.NaN },
      { train: null, difference: null },
    ]);
  });
});

describe('a metric of one split alone', () => {
  const uneven = { epoch: 1, train: { loss: 1, penalty: 2 }, validation: { loss: 3, correlation: 0.5 } };

  it('has a row, with nothing where the other split has none', () => {
    const { rows } = statisticsTable(uneven, metrics('loss', 'correlation', 'penalty'));
    expect(rows.slice(1)).toMatchObject([
      { metric: { name: 'correlation' }, train: null, valid: 0.5, difference: null },
      { metric: { name: 'penalty' }, train: 2, valid: null, difference: null },
    ]);
    expect(statisticsTable({ ...uneven, validation: null }, metrics('correlation')).rows).toEqual([]);
  });

  it('is written with dashes', () => {
    const text = formatStatisticsTable(uneven, metrics('loss', 'correlation'));
    expect(text.split('\n').at(-1)).toBe(
      'correlation |            - | 5.000000e-01 |            - |            -',
    );
  });
});

describe('formatStatisticsTable', () => {
  it('lines up the columns in %.6e, under the titles of the metrics', () => {
    const named = [
      { name: 'loss', title: 'loss', better: 'min' as const, of: 'both' as const },
      { name: 'mae', title: 'MAE', unit: 'px', better: 'min' as const, of: 'both' as const },
      { name: 'correlation', title: 'correlation', better: 'max' as const, of: 'both' as const },
    ];
    expect(formatStatisticsTable(row, named)).toBe(
      [
        'Epoch 7 Statistics',
        'Metric      |        Train |        Valid |    Difference |         %Diff',
        '------------+--------------+--------------+---------------+--------------',
        'loss        | 1.250000e-01 | 1.000000e-01 | -2.500000e-02 | -2.000000e+01',
        'MAE (px)    | 2.500000e-01 | 1.234568e+04 |  1.234543e+04 |  4.938171e+06',
        'correlation |            - | 5.000000e-01 |             - |             -',
      ].join('\n'),
    );
  });

  it('shows a dash for what there is not', () => {
    const text = formatStatisticsTable({ ...row, validation: null }, metrics('loss'));
    expect(text.split('\n').at(-1)).toBe('loss   | 1.250000e-01 |     - |          - |     -');
  });

  it('gives what a task tells of one quantity a block for each split, and what the epoch took below', () => {
    const block = { title: 'Charge Statistics', only: true };
    const named = [
      { name: 'loss', title: 'loss', better: 'min' as const, of: 'both' as const },
      ...['mean', 'max'].map((line) => ({
        name: `charge_${line}`,
        title: `${line} of charges`,
        better: null,
        of: 'both' as const,
        block: { ...block, line, only: line === 'max' },
      })),
    ];
    const charges = {
      epoch: 2,
      train: { loss: 0, charge_mean: 0.5, charge_max: 2 },
      validation: { loss: 0, charge_mean: 0.25 },
      seconds: 12.345,
      batchSeconds: 0.0123456,
    };
    expect(formatStatisticsTable(charges, named)).toBe(
      [
        'Epoch 2 Statistics',
        'Metric          |        Train |        Valid |    Difference |         %Diff',
        '----------------+--------------+--------------+---------------+--------------',
        'loss            | 0.000000e+00 | 0.000000e+00 |  0.000000e+00 |  0.000000e+00',
        'mean of charges | 5.000000e-01 | 2.500000e-01 | -2.500000e-01 | -5.000000e+01',
        '',
        'Charge Statistics (train)',
        'mean | 5.000000e-01',
        'max  | 2.000000e+00',
        '',
        'Charge Statistics (valid)',
        'mean | 2.500000e-01',
        '',
        'Epoch time 12.35 s, average batch time 12.3 ms',
      ].join('\n'),
    );
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
