import { describe, expect, it } from 'vitest';
import { randomStream } from '../random';
import { testState } from './state.fixture';
import { checkpointReport, summarise } from './tensorSummaries';

const of = (values: number[], shape = [values.length]) =>
  summarise({ name: 'w', kind: 'values' }, shape, Float32Array.from(values));

describe('summarise', () => {
  it('has mean, spread, range and histogram of numbers done by hand', () => {
    // Mean 2.5; squares of the differences 2.25 + 0.25 + 0.25 + 2.25 = 5, over 4.
    expect(of([1, 2, 3, 4], [2, 2])).toEqual({
      name: 'w',
      kind: 'values',
      shape: [2, 2],
      count: 4,
      mean: 2.5,
      std: Math.sqrt(1.25),
      min: 1,
      max: 4,
      zeros: 0,
      nans: 0,
      infinities: 0,
      // Bins of 3/16: 1 in the first, 2 at 5.33, 3 at 10.67, the largest in the last.
      histogram: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    });
  });

  it('leaves NaN and infinities out of the moments, and counts them', () => {
    const summary = of([Number.NaN, 1, Infinity, 3, -Infinity, Number.NaN]);
    expect(summary).toMatchObject({ count: 6, mean: 2, std: 1, min: 1, max: 3, nans: 2, infinities: 2 });
    expect(summary.histogram).toEqual([1, ...new Array(14).fill(0), 1]);
  });

  it('has no moments where nothing is finite', () => {
    const none = { mean: null, std: null, min: null, max: null, histogram: [] };
    expect(of([Number.NaN, Infinity])).toMatchObject({ ...none, count: 2, nans: 1, infinities: 1 });
    expect(of([], [0, 3])).toMatchObject({
      ...none,
      count: 0,
      nans: 0,
      infinities: 0,
      zeros: 0,
      shape: [0, 3],
    });
  });

  it('counts zeros of either sign, and shows none with a sign', () => {
    const summary = of([-0, 0, 1, -0]);
    expect(summary).toMatchObject({ zeros: 3, mean: 0.25, max: 1 });
    expect(Object.is(summary.min, 0)).toBe(true);
    const flat = of([-0, -0]);
    expect([flat.mean, flat.min, flat.max].every((value) => Object.is(value, 0))).toBe(true);
  });

  it('is exact for a constant, which has a single bin', () => {
    const tenth = Math.fround(0.1);
    const summary = of(new Array(3).fill(0.1));
    expect(summary).toMatchObject({ mean: tenth, std: 0, min: tenth, max: tenth, histogram: [3] });
    expect(of([7], [])).toMatchObject({ shape: [], count: 1, mean: 7, std: 0, histogram: [1] });
  });

  it('keeps its digits far from zero, and at the ends of the range of float32', () => {
    // 2^20 + {0, 0.5, 1}: a sum of squares in float32 would be all noise.
    expect(of([2 ** 20, 2 ** 20 + 0.5, 2 ** 20 + 1]).std).toBeCloseTo(Math.sqrt(1 / 6), 12);
    const most = 3.4028234663852886e38;
    expect(of([-most, most])).toMatchObject({ mean: 0, std: most, min: -most, max: most });
    const least = 2 ** -149;
    expect(of([0, least])).toMatchObject({ zeros: 1, max: least, mean: least / 2 });
  });

  it('agrees with sums in the order of size, and loses no value between bins', () => {
    const random = randomStream(3, 'summaries');
    const values = Array.from({ length: 10_001 }, () => Math.fround(5 + 2 * random.normal()));
    const summary = of(values);
    const sorted = values.toSorted((a, b) => Math.abs(a) - Math.abs(b));
    const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    const variance = sorted.reduce((sum, value) => sum + value * value, 0) / sorted.length - mean * mean;
    expect(summary.mean).toBeCloseTo(mean, 10);
    expect(summary.std).toBeCloseTo(Math.sqrt(variance), 8);
    expect(summary.histogram).toHaveLength(16);
    const edges = summary.histogram.map(
      (_, bin) => summary.min! + (bin / 16) * (summary.max! - summary.min!),
    );
    const below = (edge: number) => values.filter((value) => value < edge).length;
    edges.forEach((edge, bin) => {
      const before = summary.histogram.slice(0, bin).reduce((sum, count) => sum + count, 0);
      expect(before).toBe(below(edge));
    });
  });
});

describe('the report of a checkpoint', () => {
  it('knows weights, averages and optimizer state by their names', () => {
    const tensor = (name: string) => ({ name, shape: [1], data: Float32Array.of(2) });
    const names = ['input.kernel', 'ema/input.kernel', 'optimizer/firstMoment/input.kernel'];
    const report = checkpointReport({ state: testState({ step: 30 }), tensors: names.map(tensor) });
    expect(report.step).toBe(30);
    expect(report.tensors.map(({ name, kind }) => [name, kind])).toEqual([
      ['input.kernel', 'values'],
      ['input.kernel', 'ema'],
      ['input.kernel', 'firstMoment'],
    ]);
  });
});
