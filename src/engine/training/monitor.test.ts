import { describe, expect, it } from 'vitest';
import type { MetricInfo } from '../../protocol/metrics';
import { createMonitor } from './monitor';

const metricInfos: MetricInfo[] = [
  { name: 'loss', title: 'loss', better: 'min', of: 'both' },
  { name: 'r2', title: 'R²', better: 'max', of: 'both' },
  { name: 'hd95', title: 'HD95', better: 'min', of: 'validation' },
  { name: 'target_mean', title: 'target mean', better: null, of: 'both' },
  { name: 'dice_weight', title: 'weight of Dice loss', better: null, of: 'train' },
];

function monitorOf(monitor: string, mode: 'auto' | 'min' | 'max' = 'auto', validationRows = 3) {
  const empty = new Uint32Array();
  const splits = { train: empty, validation: new Uint32Array(validationRows), test: empty };
  return createMonitor({ monitor, mode }, { metricInfos, splits });
}

describe('a monitor', () => {
  it('knows from the metric which way is better, unless the configuration says it', () => {
    expect(monitorOf('loss').direction).toBe('min');
    expect(monitorOf('r2').direction).toBe('max');
    expect(monitorOf('r2', 'min').direction).toBe('min');
    expect(monitorOf('r2').improves(0.6, 0.5, 0.05)).toBe(true);
    expect(monitorOf('r2').improves(0.6, 0.5, 0.2)).toBe(false);
    expect(monitorOf('loss').improves(0.6, 0.5, 0)).toBe(false);
    expect(monitorOf('loss').improves(Number.NaN, null, 0)).toBe(false);
  });

  it('takes the validation, or training where there is none or where it is asked for', () => {
    expect(monitorOf('loss').value({ loss: 1 }, { loss: 2 })).toBe(2);
    expect(monitorOf('loss', 'auto', 0).value({ loss: 1 }, null)).toBe(1);
    expect(monitorOf('train.loss').value({ loss: 1 }, { loss: 2 })).toBe(1);
    expect(monitorOf('dice_weight', 'max').value({ dice_weight: 0.7 }, { loss: 2 })).toBe(0.7);
  });

  it.each([
    ['mape', 'There is no metric "mape".'],
    ['train.hd95', '"hd95" is measured on validation rows only.'],
    ['validation.dice_weight', '"dice_weight" is measured on training rows only.'],
    ['target_mean', 'Neither large nor small values of "target_mean" are the better ones.'],
  ])('refuses %s with what to do', (monitor, message) => {
    expect(() => monitorOf(monitor)).toThrow(expect.objectContaining({ code: 'config-invalid', message }));
  });

  it('is named after the rows that it is taken from, so that a training value is never called one of validation', () => {
    expect(monitorOf('loss').name).toBe('loss');
    expect(monitorOf('validation.r2').name).toBe('validation.r2');
    expect(monitorOf('loss', 'auto', 0).name).toBe('train.loss');
    expect(monitorOf('train.loss').name).toBe('train.loss');
  });

  it('refuses validation where there are no rows of it', () => {
    expect(() => monitorOf('validation.loss', 'auto', 0)).toThrow('There are no validation rows to monitor.');
    expect(() => monitorOf('hd95', 'auto', 0)).toThrow('"hd95" is measured on validation rows only.');
  });

  it('counts only more than the margin, on either side, and an equal value not at all', () => {
    expect([0.375, 0.25].map((loss) => monitorOf('loss').improves(loss, 0.5, 0.125))).toEqual([false, true]);
    expect([0.625, 0.75].map((r2) => monitorOf('r2').improves(r2, 0.5, 0.125))).toEqual([false, true]);
    expect(monitorOf('loss').improves(0.5, 0.5, 0)).toBe(false);
  });

  it('takes the first finite value for the best so far', () => {
    expect(monitorOf('r2').improves(0, null, 1)).toBe(true);
    expect(monitorOf('r2').improves(Number.POSITIVE_INFINITY, null, 0)).toBe(false);
  });
});
