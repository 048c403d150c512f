/**
 * Against SciPy 1.17, which was run once on the same numbers: `stats.bootstrap((b − a,), np.mean, method="BCa",
 * n_resamples=400000)`, and with `paired=True` and the difference of roots of means. Resamples are others here, so the
 * ends agree as far as 10,000 of them tell.
 */
import { expect, it } from 'vitest';
import { pairedBootstrap } from './pairedBootstrap';

const indices = Array.from({ length: 40 }, (_, i) => i);
const a = Float64Array.from(
  indices,
  (i) => Math.abs(Math.sin(1 + i * 1.7)) * (1 + 0.5 * Math.cos(i * 0.9)) + 0.2,
);
const b = Float64Array.from(indices, (i) => a[i]! * 0.9 + 0.15 * Math.cos(i * 2.3) ** 3);
const squares = (values: Float64Array) => values.map((value) => value * value);

it('finds the BCa interval of a mean of differences that SciPy finds', async () => {
  const found = await pairedBootstrap(a, b, { pooling: 'mean', seed: 1 });
  expect(found).toMatchObject({ pairs: 40, resamples: 10_000 });
  expect(found.difference).toBeCloseTo(-0.08302308380848414, 12);
  expect(found.interval!.low).toBeCloseTo(-0.11289781887426556, 2.4);
  expect(found.interval!.high).toBeCloseTo(-0.05515310810083855, 2.4);
});

it('finds that of a difference of root mean squares', async () => {
  const found = await pairedBootstrap(squares(a), squares(b), { pooling: 'rootMean', seed: 1 });
  expect(found.difference).toBeCloseTo(-0.0874537607220236, 12);
  expect(found.interval!.low).toBeCloseTo(-0.1194659397240184, 2.4);
  expect(found.interval!.high).toBeCloseTo(-0.058361105787875685, 2.4);
});

it('moves the interval of skewed differences as BCa does, not as percentiles do', async () => {
  const zeros = new Float64Array(40);
  const skewed = Float64Array.from(indices, (i) => Math.exp(1.3 * Math.sin(i * 12.9898) * 1.2) - 1);
  const { interval } = await pairedBootstrap(zeros, skewed, { pooling: 'mean', seed: 3, resamples: 40_000 });
  // Percentiles would give 0.388 and 1.366.
  expect(Math.abs(interval!.low - 0.4084897378891976)).toBeLessThan(0.008);
  expect(Math.abs(interval!.high - 1.3910667796269198)).toBeLessThan(0.012);
});

it('corrects the bias of resamples too: of one pair that outweighs all others', async () => {
  const zeros = new Float64Array(10);
  const outlier = Float64Array.of(1, 1.1, 0.9, 1.2, 1.05, 0.95, 1, 1.15, 0.85, 30);
  const { interval } = await pairedBootstrap(zeros, outlier, { pooling: 'mean', seed: 3, resamples: 40_000 });
  expect(Math.abs(interval!.low - 1)).toBeLessThan(0.01);
  // SciPy: 15.5; 12.7 with the acceleration alone, 9.7 by percentiles.
  expect(Math.abs(interval!.high - 15.5)).toBeLessThan(0.5);
});

it('is the same of the same seed, and turns round with the models', async () => {
  const options = { pooling: 'mean', seed: 5 } as const;
  const [one, again, other] = [
    await pairedBootstrap(a, b, options),
    await pairedBootstrap(a, b, options),
    await pairedBootstrap(a, b, { ...options, seed: 6 }),
  ];
  expect(again).toEqual(one);
  expect(other.interval).not.toEqual(one.interval);
  const turned = await pairedBootstrap(b, a, options);
  expect(turned.difference).toBeCloseTo(-one.difference, 14);
  expect(turned.interval!.low).toBeCloseTo(-one.interval!.high, 10);
});

it('gives no interval of few pairs, and nothing but zero of two models that are one', async () => {
  const few = await pairedBootstrap(a.slice(0, 4), b.slice(0, 4), { pooling: 'mean', seed: 1 });
  expect(few).toMatchObject({ pairs: 4, interval: null, resamples: 0 });
  const same = await pairedBootstrap(a, a, { pooling: 'mean', seed: 1 });
  expect(same).toMatchObject({ difference: 0, interval: { low: 0, high: 0 } });
});

it('lets the page breathe, and draws fewer resamples of very many pairs', async () => {
  let pauses = 0;
  const many = Float64Array.from({ length: 100_000 }, (_, i) => i % 7);
  const more = many.map((value, i) => value + (i % 2));
  const pause = async () => {
    pauses++;
  };
  const found = await pairedBootstrap(many, more, { pooling: 'mean', seed: 1, resamples: 250, pause });
  expect(found.resamples).toBe(250);
  expect(pauses).toBeGreaterThan(100);
  expect(found.interval!.low).toBeLessThan(0.5);
  expect(found.interval!.high).toBeGreaterThan(0.5);
});
