import { describe, expect, it } from 'vitest';
import {
  definedValue,
  lossPartsGroup,
  type MetricInfo,
  metricNamed,
  monitorTitle,
  parseMonitor,
  plainMetrics,
  titleWithUnit,
} from './metrics';

const r2: MetricInfo = { name: 'r2', title: 'R²', better: 'max', of: 'both' };
const row = { train: { loss: 1, dice_weight: 0.7 }, validation: { loss: 1, hd95: 2 } };

describe('the metrics of a run', () => {
  it('without a record say on which rows they are measured, and which way is better of the loss alone', () => {
    expect(plainMetrics([row])).toEqual([
      { name: 'loss', title: 'loss', better: 'min', of: 'both' },
      { name: 'dice_weight', title: 'dice_weight', better: null, of: 'train' },
      { name: 'hd95', title: 'hd95', better: null, of: 'validation' },
    ]);
    // Without validation nothing is known of the rows.
    expect(plainMetrics([{ ...row, validation: null }]).map(({ of }) => of)).toEqual(['both', 'both']);
  });

  it('are found by name', () => {
    expect(metricNamed([r2], 'r2')).toBe(r2);
    expect(metricNamed([r2], 'mae')).toMatchObject({ title: 'mae', better: null });
  });
});

it('a unit stands in parentheses beside the title, in one pair of them', () => {
  expect(titleWithUnit({ title: 'R²' })).toBe('R²');
  expect(titleWithUnit({ title: 'MAE', unit: 'units of y' })).toBe('MAE (units of y)');
  expect(titleWithUnit({ title: 'MSE', unit: '(units of y)²' })).toBe('MSE (units of y)²');
});

it('a value that is not a number is one of a loss only', () => {
  expect(definedValue(r2, Number.NaN)).toBeNull();
  expect(definedValue(r2, 0.5)).toBe(0.5);
  expect(definedValue(r2, undefined)).toBeNull();
  expect(definedValue({ name: 'loss' }, Number.NaN)).toBeNaN();
  expect(definedValue({ name: 'dice_loss', group: lossPartsGroup }, Number.NaN)).toBeNaN();
});

it('a monitor names a metric, and the rows where it says so', () => {
  expect(parseMonitor('r2')).toEqual({ metric: 'r2', split: null });
  expect(parseMonitor('train.loss')).toEqual({ metric: 'loss', split: 'train' });
  expect(parseMonitor('dice[train.a]')).toEqual({ metric: 'dice[train.a]', split: null });
  expect(monitorTitle('validation.r2', [r2])).toBe('validation R²');
  expect(monitorTitle('loss', [r2])).toBe('loss');
  expect(
    monitorTitle('loss', [{ name: 'loss', title: 'loss', unit: 'scaled', better: 'min', of: 'both' }]),
  ).toBe('loss (scaled)');
});
