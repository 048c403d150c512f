import { expect, it } from 'vitest';
import { definedMetric, metricText, metricUnit } from './metricText';

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

it('a metric that is not defined has no value, a loss that diverged has', () => {
  expect(definedMetric('hd95', Number.NaN)).toBeNull();
  expect(definedMetric('hd95', 2)).toBe(2);
  expect(definedMetric('dice', undefined)).toBeNull();
  expect(definedMetric('loss', Number.NaN)).toBeNaN();
  expect(definedMetric('dice_loss', Number.NaN)).toBeNaN();
});

it('distances are in pixels', () => {
  expect(metricUnit('hd95')).toBe('px');
  expect(metricUnit('dice')).toBeNull();
});
