/**
 * How sure a difference between two models on the same examples is: a BCa interval by a seeded bootstrap of the pairs
 * (Efron, Better bootstrap confidence intervals, JASA 1987; Efron and Tibshirani 1993, chapter 14).
 */
import { quantile } from '../../engine/metrics/statistics';
import { randomStream } from '../../engine/random';
import { normalCdf, normalQuantile } from './distributions';

/** How the values of examples become the metric: their mean, or the root of the mean of squares that they are. */
export type Pooling = 'mean' | 'rootMean';

export interface PairedOptions {
  pooling: Pooling;
  seed: number;
  /** 10,000 where not given; fewer are drawn of very many pairs. */
  resamples?: number;
  /** Awaited between resamples about every so many milliseconds, so that a page stays alive. */
  pause?: () => Promise<void>;
}

export interface PairedDifference {
  pairs: number;
  /** The metric of either model on all pairs, and b − a. */
  a: number;
  b: number;
  difference: number;
  /** Of the difference, 95 %; null of too few pairs. */
  interval: { low: number; high: number } | null;
  /** That the interval comes from; 0 without one. */
  resamples: number;
}

export const RESAMPLES = 10_000;

/** Fewer pairs give no interval: their resamples are few, and those of other examples unlike them. */
export const FEWEST_PAIRS = 5;

/** Pairs that all resamples together draw at most: some seconds. */
const MOST_DRAWS = 1e8;
/** Pairs drawn between two looks at the clock. */
const DRAWS_A_TURN = 2e5;
const LEVEL = 0.95;

/**
 * @param a values of the first model, one an example, all of them numbers. @param b of the second, in the same order.
 * @returns the difference b − a with its interval.
 */
export async function pairedBootstrap(
  a: Float64Array,
  b: Float64Array,
  { pooling, seed, resamples: wanted = RESAMPLES, pause }: PairedOptions,
): Promise<PairedDifference> {
  const pairs = a.length;
  const pooled = pooling === 'mean' ? (mean: number) => mean : Math.sqrt;
  const sumA = a.reduce((sum, value) => sum + value, 0);
  const sumB = b.reduce((sum, value) => sum + value, 0);
  const [valueA, valueB] = [pooled(sumA / pairs), pooled(sumB / pairs)];
  const found = { pairs, a: valueA, b: valueB, difference: valueB - valueA };
  if (pairs < FEWEST_PAIRS) return { ...found, interval: null, resamples: 0 };
  // Two models that are one: no resample differs.
  if (a.every((value, i) => value === b[i]))
    return { ...found, interval: { low: 0, high: 0 }, resamples: wanted };

  const resamples = Math.max(200, Math.min(wanted, Math.floor(MOST_DRAWS / pairs)));
  const random = randomStream(seed, 'comparison/pairs');
  const drawn = new Float64Array(resamples);
  // A draw by multiplication favours no pair by more than pairs / 2³².
  const scale = pairs / 0x100000000;
  let sincePause = 0;
  for (let resample = 0; resample < resamples; resample++) {
    let [left, right] = [0, 0];
    for (let i = 0; i < pairs; i++) {
      const pair = Math.floor(random.bits() * scale);
      left += a[pair]!;
      right += b[pair]!;
    }
    drawn[resample] = pooled(right / pairs) - pooled(left / pairs);
    sincePause += pairs;
    if (pause && sincePause >= DRAWS_A_TURN) {
      sincePause = 0;
      await pause();
    }
  }
  drawn.sort();
  return { ...found, interval: bca(drawn, found.difference, jackknife(a, b, sumA, sumB, pooled)), resamples };
}

/** The statistic without each pair in turn. */
function jackknife(
  a: Float64Array,
  b: Float64Array,
  sumA: number,
  sumB: number,
  pooled: (mean: number) => number,
): Float64Array {
  const left = a.length - 1;
  // Rounding may leave a sum of squares just below zero.
  return Float64Array.from(
    a,
    (value, i) => pooled(Math.max(0, (sumB - b[i]!) / left)) - pooled(Math.max(0, (sumA - value) / left)),
  );
}

/** @param drawn ascending. */
function bca(drawn: Float64Array, found: number, without: Float64Array): { low: number; high: number } {
  let [below, ties] = [0, 0];
  for (const value of drawn) {
    if (value < found) below++;
    else if (value === found) ties++;
  }
  const alpha = (1 - LEVEL) / 2;
  const percentile = { low: quantile(drawn, alpha), high: quantile(drawn, 1 - alpha) };
  // Ties count half, as SciPy has it.
  const share = (below + ties / 2) / drawn.length;
  if (share <= 0 || share >= 1) return percentile;
  const bias = normalQuantile(share);
  const mean = without.reduce((sum, value) => sum + value, 0) / without.length;
  let [squares, cubes] = [0, 0];
  for (const value of without) {
    squares += (mean - value) ** 2;
    cubes += (mean - value) ** 3;
  }
  const acceleration = squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
  const at = (probability: number) => {
    const z = bias + normalQuantile(probability);
    return quantile(drawn, normalCdf(bias + z / (1 - acceleration * z)));
  };
  return { low: at(alpha), high: at(1 - alpha) };
}
