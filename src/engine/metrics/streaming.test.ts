import { describe, expect, it } from 'vitest';
import { association } from './association';
import { createBins, createScatterBins } from './growingBins';
import { createPairStatistics } from './pairStatistics';
import { createValueSample } from './valueSample';

describe('a sample of values', () => {
  it('gives exact percentiles while everything fits', () => {
    const sample = createValueSample(8);
    for (const value of [5, 1, 4, 2, 3]) sample.add(value);
    expect(sample.percentiles([0, 50, 75, 90, 100])).toEqual([1, 3, 4, 4.6, 5]);
    expect(sample.approximate()).toBe(false);
  });

  it.each([
    // A grid of 512 points whose values rise from the first to the last: a fixed stride would see a few of them only.
    ['repeat with a period', (i: number) => (i % 512) / 511],
    ['rise to the end', (i: number) => i / 999_999],
  ])('stays near the percentiles of many values that %s', (_, valueAt) => {
    const sample = createValueSample(4096);
    for (let i = 0; i < 1_000_000; i++) sample.add(valueAt(i));
    expect(sample.approximate()).toBe(true);
    for (const [i, value] of sample.percentiles([5, 50, 95]).entries()) {
      expect(Math.abs(value - [0.05, 0.5, 0.95][i]!)).toBeLessThan(0.02);
    }
  });

  it('has no percentiles of nothing', () => {
    expect(createValueSample().percentiles([50])).toEqual([Number.NaN]);
  });
});

describe('bins that grow', () => {
  it('count the same whatever the order', () => {
    const values = [0, 1e-9, 0.1, 0.5, 0.5, 3, 100];
    const [up, down] = [createBins(), createBins()];
    for (const value of values) up.add(value);
    for (const value of values.toReversed()) down.add(value);
    expect(up.finish(100)).toEqual(down.finish(100));
    const { counts, width, beyond } = up.finish(2);
    expect(beyond).toBe(2);
    expect(counts[0]).toBe(2);
    expect(counts[Math.floor(0.5 / width)]).toBe(2);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5);
  });

  it('keep points of a scatter within half a bin of where they are', () => {
    const points = [
      [1e-8, -1e-8],
      [-0.3, 0.2],
      [7, -5],
    ] as const;
    const bins = createScatterBins();
    for (const [x, y] of points) bins.add(x, y);
    bins.add(Number.NaN, 1);
    const { width, x, y, count } = bins.finish(10);
    expect([...count]).toEqual([1, 1, 1]);
    for (const point of points) {
      const near = [...x].some(
        (value, i) =>
          Math.abs(value - 10 * point[0]) <= width / 2 && Math.abs(y[i]! - 10 * point[1]) <= width / 2,
      );
      expect(near, String(point)).toBe(true);
    }
  });
});

describe('statistics of pairs', () => {
  it('hold R² within −10 and 1, and know no correlation with a constant', () => {
    const pairs = createPairStatistics();
    pairs.add(5, 0);
    pairs.add(5, 1);
    expect(pairs.finish()).toMatchObject({ r2: -10, correlation: null, mae: 4.5, bias: 4.5 });
  });

  it('have the coefficients that the whole lists have, from a stream and in another unit', () => {
    const pairs = createPairStatistics();
    const truth = Array.from({ length: 3000 }, (_, i) => Math.sin(i * 1.7) + ((i * 7) % 5) / 5);
    const predicted = truth.map((value, i) => 0.3 + 0.7 * value ** 3 + 0.2 * Math.cos(i * 2.9));
    for (const [i, value] of predicted.entries()) pairs.add(value, truth[i]!);
    const found = pairs.finish(627.5);
    const whole = association(predicted, truth);
    expect(found.correlation).toBeCloseTo(whole.pearson!, 12);
    expect(found.spearman).toBeCloseTo(whole.spearman!, 12);
    expect(found.concordance).toBeCloseTo(whole.concordance!, 12);
    expect(pairs.sample()).toEqual({
      predicted: Float64Array.from(predicted),
      reference: Float64Array.from(truth),
    });
  });

  it('keep pairs together where only a sample of the values is kept', () => {
    const [values, others] = [createValueSample(64), createValueSample(64)];
    for (let i = 0; i < 1000; i++) {
      values.add(i);
      others.add(2 * i);
    }
    expect(values.approximate()).toBe(true);
    expect(Array.from(others.values())).toEqual(Array.from(values.values(), (value) => 2 * value));
  });

  it('are null of nothing', () => {
    expect(createPairStatistics().finish()).toMatchObject({
      ...{ count: 0, mae: null, rmse: null, maxError: null, correlation: null, r2: null },
      predicted: { mean: null, std: null, min: null, max: null, median: null },
    });
  });
});
