/** Two groups of runs that differ in more than the seed: the difference of their means (Welch, Biometrika 1947). Pure. */
import { studentQuantile } from './distributions';

export interface MeanAndSpread {
  count: number;
  mean: number;
  /** Standard deviation of a sample (n − 1); null of a single value. */
  deviation: number | null;
}

/** @returns null without values. */
export function meanAndSpread(values: readonly number[]): MeanAndSpread | null {
  const count = values.length;
  if (count === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : null };
}

export interface WelchInterval {
  /** Mean of b − mean of a. */
  difference: number;
  /** 95 %. */
  low: number;
  high: number;
  /** Degrees of freedom by Welch and Satterthwaite. */
  freedom: number;
}

/** @returns null where a group has fewer than two values. Two groups without any spread give an interval without width. */
export function welchInterval(
  a: readonly number[],
  b: readonly number[],
  level = 0.95,
): WelchInterval | null {
  const [left, right] = [meanAndSpread(a), meanAndSpread(b)];
  if (!left || !right || left.deviation === null || right.deviation === null) return null;
  const difference = right.mean - left.mean;
  const [va, vb] = [left.deviation ** 2 / left.count, right.deviation ** 2 / right.count];
  if (va + vb === 0)
    return { difference, low: difference, high: difference, freedom: left.count + right.count - 2 };
  const freedom = (va + vb) ** 2 / (va ** 2 / (left.count - 1) + vb ** 2 / (right.count - 1));
  const half = studentQuantile((1 + level) / 2, freedom) * Math.sqrt(va + vb);
  return { difference, low: difference - half, high: difference + half, freedom };
}
