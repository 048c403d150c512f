import { describe, expect, it } from 'vitest';
import { threefry } from '../../engine/random';
import { conformalInterval, coverage, fewestResiduals } from './conformal';

/** Residuals 1, 2, … n of a single target, the larger ones below the prediction. */
function ramp(n: number) {
  const predicted = new Float32Array(n);
  const actual = Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? i + 1 : -(i + 1)));
  return { predicted, actual };
}

describe('a split-conformal interval', () => {
  it('is the ⌈(n + 1) · 0.9⌉-th smallest residual', () => {
    // By hand: n = 9 takes the 9th, 19 the 18th, 100 the ⌈90.9⌉ = 91st.
    for (const [n, half] of [
      [9, 9],
      [19, 18],
      [100, 91],
    ] as const) {
      const { predicted, actual } = ramp(n);
      expect(conformalInterval(predicted, actual, 1, 90)).toEqual({ percent: 90, halfWidths: [half] });
    }
  });

  it('is not given from fewer residuals than its coverage takes', () => {
    expect(fewestResiduals(90)).toBe(9);
    const { predicted, actual } = ramp(8);
    expect(conformalInterval(predicted, actual, 1, 90)).toBeNull();
    actual[0] = Number.NaN;
    expect(conformalInterval(predicted, actual, 1, 80)).toEqual({ percent: 80, halfWidths: [8] });
  });

  it('has a width for each target, and is measured for each', () => {
    const predicted = new Float32Array(40);
    const actual = Float64Array.from({ length: 40 }, (_, i) =>
      i % 2 === 0 ? i / 2 + 1 : 10 * ((i - 1) / 2 + 1),
    );
    const found = conformalInterval(predicted, actual, 2, 90)!;
    expect(found.halfWidths).toEqual([19, 190]);
    expect(coverage(predicted, actual, found)).toEqual([0.95, 0.95]);
  });

  it('holds nine new rows of ten on average, whatever the distribution', () => {
    const words = new Uint32Array(2);
    let draws = 0;
    // Skewed: the square of a uniform number.
    const draw = () => {
      threefry(words, 7, 1, draws++, 0);
      return (words[0]! / 2 ** 32) ** 2;
    };
    const trials = 400;
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const own = Float64Array.from({ length: 49 }, draw);
      const found = conformalInterval(new Float32Array(49), own, 1, 90)!;
      const fresh = Float64Array.from({ length: 50 }, draw);
      held += coverage(new Float32Array(50), fresh, found)[0]!;
    }
    // Exactly 45 of 50 in expectation; the mean over the trials has a standard error of 0.003.
    expect(held / trials).toBeGreaterThan(0.89);
    expect(held / trials).toBeLessThan(0.91);
  });
});
