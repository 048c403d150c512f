import { describe, expect, it } from 'vitest';
import type { Pyramid } from './pyramid';
import { type Smoothing, smoothCurve } from './smoothing';
import { createRandom, filled } from './testCurves';

const length = 5000;
const random = createRandom(11);
const values = Array.from({ length }, (_, i) =>
  random() < 0.02 ? Number.NaN : Math.sin(i / 300) + random(),
);

/** Formulas as they are written, over all values. */
function plainEma(weight: number): number[] {
  let average = 0;
  let count = 0;
  return values.map((value) => {
    if (Number.isNaN(value)) return value;
    average = weight * average + (1 - weight) * value;
    count++;
    return average / (1 - weight ** count);
  });
}

function plainMean(width: number): number[] {
  return values.map((value, i) => {
    const around = values
      .slice(Math.max(0, i - Math.floor((width - 1) / 2)), i + Math.ceil((width - 1) / 2))
      .concat(values[i + Math.ceil((width - 1) / 2)] ?? [])
      .filter((one) => !Number.isNaN(one));
    return Number.isNaN(value) ? value : around.reduce((sum, one) => sum + one, 0) / around.length;
  });
}

function plainGaussian(sigma: number): number[] {
  return values.map((value, i) => {
    let sum = 0;
    let weights = 0;
    values.forEach((one, j) => {
      if (Number.isNaN(one)) return;
      const weight = Math.exp(-((i - j) ** 2) / (2 * sigma ** 2));
      sum += weight * one;
      weights += weight;
    });
    return Number.isNaN(value) ? value : sum / weights;
  });
}

const meanOf = (numbers: readonly number[]) => {
  const finite = numbers.filter(Number.isFinite);
  return finite.reduce((sum, value) => sum + value, 0) / finite.length;
};

const cases: [Smoothing, () => number[], number][] = [
  [{ kind: 'ema', amount: 0.5 }, () => plainEma(0.5), 1e-9],
  [{ kind: 'ema', amount: 0.99 }, () => plainEma(0.99), 1e-9],
  [{ kind: 'mean', amount: 2 }, () => plainMean(2), 1e-9],
  [{ kind: 'mean', amount: 101 }, () => plainMean(101), 1e-9],
  [{ kind: 'mean', amount: 1000 }, () => plainMean(1000), 1e-9],
  [{ kind: 'gaussian', amount: 3 }, () => plainGaussian(3), 1e-3],
  [{ kind: 'gaussian', amount: 150 }, () => plainGaussian(150), 1e-2],
];

describe.each(cases)('smoothing by %o', (smoothing, plain, tolerance) => {
  const expected = plain();
  const curve = filled(values);

  it('is its formula at every point', () => {
    const smoothed = smoothCurve(curve, smoothing).values(0, length);
    const off = expected.map((value, i) => (Number.isNaN(value) ? 0 : Math.abs(value - smoothed[i]!)));
    expect(Math.max(...off)).toBeLessThan(tolerance);
    expect(expected.every((value, i) => Number.isNaN(value) === Number.isNaN(smoothed[i]!))).toBe(true);
  });

  it('does not change when a window is zoomed', () => {
    const near = smoothCurve(curve, smoothing).at(curve.window(2000, 2100, 300))!;
    for (const { x, y } of near.filter((point) => !Number.isNaN(expected[point.x]!))) {
      expect(Math.abs(y - expected[x]!)).toBeLessThan(tolerance);
    }
  });

  it('is about the mean of its values where a point stands for several', () => {
    const window = curve.window(0, length, 40);
    const line = smoothCurve(curve, smoothing).at(window)!;
    const inner = line.slice(5, -5);
    expect(inner.length).toBeGreaterThan(20);
    for (const { first, count, y } of inner) {
      expect(Math.abs(y - meanOf(expected.slice(first, first + count)))).toBeLessThan(
        Math.max(tolerance, smoothing.kind === 'ema' ? 1e-7 : 0.1),
      );
    }
  });
});

describe('an exponential average', () => {
  it('goes on with a curve that grows, and begins anew with one that was cut', () => {
    const curve = filled(values.slice(0, 3000));
    const smoothed = smoothCurve(curve, { kind: 'ema', amount: 0.9 });
    smoothed.values(0, 3000);
    add(curve, values.slice(3000));
    expect(smoothed.values(4000, 4010)).toEqual(
      smoothCurve(filled(values), { kind: 'ema', amount: 0.9 }).values(4000, 4010),
    );
    curve.truncate(100);
    const other = values.slice(100).map((value) => value + 5);
    add(curve, other);
    const anew = smoothCurve(filled([...values.slice(0, 100), ...other]), { kind: 'ema', amount: 0.9 });
    expect(smoothed.values(3000, 3010)).toEqual(anew.values(3000, 3010));
  });

  it('tells nothing before it has read enough, within what it may read at once', () => {
    const curve = filled(Array.from({ length: 100_000 }, () => 1));
    const smoothed = smoothCurve(curve, { kind: 'ema', amount: 0.9 });
    const window = curve.window(0, 100_000, 100);
    let looks = 1;
    while (smoothed.at(window, { points: 20_000 }) === null) looks++;
    expect(looks).toBeGreaterThan(3);
    expect(looks).toBeLessThan(10);
    expect(smoothed.at(window)!.every(({ y }) => Math.abs(y - 1) < 1e-12)).toBe(true);
  });
});

function add(curve: Pyramid, more: readonly number[]): void {
  for (const value of more) curve.append(curve.length, value);
}
