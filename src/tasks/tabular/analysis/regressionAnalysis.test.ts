import { describe, expect, it } from 'vitest';
import { regressionAnalysis } from './regressionAnalysis';

/** 50 rows of two targets, made by arithmetic that NumPy repeated for the numbers below. */
function sample(rows = 50) {
  const actual: number[] = [];
  const predicted: number[] = [];
  for (let i = 0; i < rows; i++) {
    const first = Math.sin(i * 0.7) + 0.1 * (i % 5);
    const second = 100 + ((i * 37) % 11) * 2;
    actual.push(first, second);
    predicted.push(first + 0.3 * Math.cos(i * 1.3), second * 0.9 + ((i * 17) % 7));
  }
  return { actual, predicted, targets: ['a', 'b'] };
}

describe('regressionAnalysis', () => {
  it("gives NumPy's errors, R², correlation and percentiles of each target", () => {
    const [a, b] = regressionAnalysis(sample()).targets;
    expect(a?.mse).toBeCloseTo(0.045499085714583824, 12);
    expect(a?.mae).toBeCloseTo(0.1924925478050708, 12);
    expect(a?.rmse).toBeCloseTo(0.21330514694817804, 12);
    expect(a?.r2).toBeCloseTo(0.911316705028774, 12);
    expect(a?.correlation).toBeCloseTo(0.9589401143657795, 12);
    expect(a?.maxError).toBeCloseTo(0.3, 12);
    expect(b?.mse).toBeCloseTo(69.1216, 9);
    expect(b?.r2).toBeCloseTo(-0.7047867092853468, 10);
    expect(b?.correlation).toBeCloseTo(0.9451935697735264, 10);
    expect(b?.errorPercentiles.map(({ percent }) => percent)).toEqual([50, 75, 90, 95, 99]);
    const expected = [8.1, 9.8, 10.82, 11.31, 11.702];
    b?.errorPercentiles.forEach(({ value }, i) => {
      expect(value).toBeCloseTo(expected[i]!, 10);
    });
  });

  it('averages over the targets', () => {
    const { mean } = regressionAnalysis(sample());
    expect(mean.mse).toBeCloseTo((0.045499085714583824 + 69.1216) / 2, 9);
    expect(mean.r2).toBeCloseTo((0.911316705028774 - 0.7047867092853468) / 2, 9);
  });

  it('takes all rows of a small set for both pictures, and fewer of the series on request', () => {
    const { stride, targets } = regressionAnalysis(sample());
    expect(stride).toBe(1);
    expect(targets[1]?.series).toHaveLength(50);
    expect(targets[1]?.series[10]).toMatchObject({ row: 10, actual: 100 + (370 % 11) * 2 });
    expect(targets[1]?.scatter).toHaveLength(50);
    expect(regressionAnalysis(sample(), 7).targets[0]?.series.map(({ row }) => row)).toEqual([
      0, 7, 14, 21, 28, 35, 42, 49,
    ]);
  });

  it('keeps pictures at 2,000 points by a longer stride, from the first row to near the last', () => {
    const { stride, targets } = regressionAnalysis(sample(45_000));
    expect(stride).toBe(23);
    expect(targets[0]?.series.length).toBeLessThanOrEqual(2000);
    expect(targets[0]?.series.at(-1)?.row).toBeGreaterThan(45_000 - 23);
    expect(targets[0]?.scatter).toHaveLength(2000);
  });

  it('says null, not a number made of rounding, where a correlation is not defined', () => {
    const constant = { actual: [0.1, 0.7, 0.3], predicted: [0.1, 0.1, 0.1], targets: ['y'] };
    expect(regressionAnalysis(constant).targets[0]?.correlation).toBeNull();
    expect(regressionAnalysis({ actual: [], predicted: [], targets: ['y'] }).mean).toEqual({
      mse: null,
      mae: null,
      rmse: null,
      r2: null,
      correlation: null,
    });
  });

  it('shows a prediction that is not a number as null errors', () => {
    const broken = { actual: [1, 2, 3], predicted: [1, Number.NaN, 3], targets: ['y'] };
    const [target] = regressionAnalysis(broken).targets;
    expect(target).toMatchObject({ mse: null, r2: null, maxError: null });
  });

  it('refuses arrays of different lengths', () => {
    expect(() => regressionAnalysis({ actual: [1, 2], predicted: [1], targets: ['y'] })).toThrow(RangeError);
  });

  it('knows no R² of a constant, and the right one of targets in tiny units', () => {
    const r2 = (actual: number[], predicted: number[]) =>
      regressionAnalysis({ actual, predicted, targets: ['y'] }).mean.r2;
    expect(r2([0.1, 0.1, 0.1], [0.1, 0.2, 0.3])).toBeNull();
    // As of 1, 2, 3 against 1, 2, 4: 1 − 1 / 2.
    expect(r2([1e-9, 2e-9, 3e-9], [1e-9, 2e-9, 4e-9])).toBeCloseTo(0.5, 9);
  });
});
