import { describe, expect, it } from 'vitest';
import { recordedRegressionInfos, regressionMetricInfos, targetUnit } from './metricInfos';

const unitsOf = (measured: Parameters<typeof regressionMetricInfos>[0]) =>
  Object.fromEntries(regressionMetricInfos(measured).map(({ name, unit }) => [name, unit]));

describe('the units of a regression', () => {
  it.each([
    ['Tb [K]', 'K'],
    ['mass (g)', 'g'],
    ['speed / m s-1', 'm s-1'],
    ['price', 'units of price'],
    ['yes/no', 'units of yes/no'],
    ['measured log solubility in mols per litre', 'units of measured log solubility…'],
  ])('of %s are %s', (target, unit) => {
    expect(targetUnit(target)).toBe(unit);
  });

  it("are the target's, squared for a squared error; the loss alone is scaled", () => {
    const units = unitsOf({ targets: ['Tb [K]'], scaled: true, units: 'target' });
    expect(units).toMatchObject({ loss: 'scaled', mse: 'K²', mae: 'K', rmse: 'K', target_mean: 'K' });
    expect([units.r2, units.correlation]).toEqual([undefined, undefined]);
    const named = unitsOf({ targets: ['price'], scaled: true, units: 'target' });
    expect(named.mse).toBe('(units of price)²');
  });

  it('are scaled on request, and nothing is called scaled that is not', () => {
    expect(unitsOf({ targets: ['Tb [K]'], scaled: true, units: 'scaled' }).rmse).toBe('scaled');
    const plain = unitsOf({ targets: ['Tb [K]'], scaled: false, units: 'scaled' });
    expect([plain.rmse, plain.loss]).toEqual(['K', undefined]);
  });

  it('of several targets are those of each, and the mean says what it is', () => {
    const units = unitsOf({ targets: ['Tb [K]', 'price'], scaled: true, units: 'target' });
    expect(units).toMatchObject({
      rmse: 'scaled, mean of 2 targets',
      r2: 'mean of 2 targets',
      'rmse[Tb [K]]': 'K',
      'mae[price]': 'units of price',
    });
  });

  it('of a run of before are marked as scaled, unless nothing was', () => {
    const recorded = regressionMetricInfos({ targets: ['y'], scaled: false, units: 'target' }).map(
      ({ unit: _, ...info }) => info,
    );
    const marked = recordedRegressionInfos(recorded, true);
    expect(marked.find(({ name }) => name === 'rmse')?.unit).toBe('scaled');
    expect(marked.find(({ name }) => name === 'r2')?.unit).toBeUndefined();
    expect(recordedRegressionInfos(recorded, false)).toBe(recorded);
    // What is measured of classes never was.
    const classes = [{ name: 'loss', title: 'loss', better: 'min' as const, of: 'both' as const }];
    expect(recordedRegressionInfos(classes, true)).toBe(classes);
  });
});
