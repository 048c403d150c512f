/** Percentile intervals by the bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13). */
import { quantile } from '../../../engine/metrics/statistics';
import { randomStream } from '../../../engine/random';

export interface Interval {
  low: number;
  high: number;
  /** Samples that it comes from. */
  samples: number;
}

/** Rows that all samples together may draw. */
const MOST_DRAWS = 2e7;
const SAMPLES = 1000;
const FEWEST_SAMPLES = 200;

/**
 * The middle 95 % of a statistic over samples of the rows, drawn with repetition.
 * @param statistic of rows by number; samples for which it is not defined are left out.
 * @returns null for fewer than two rows, for so many that an interval says nothing new, and where it is hardly ever defined.
 */
export function bootstrap(
  rows: number,
  seed: number,
  statistic: (rows: Uint32Array) => number,
): Interval | null {
  const samples = Math.min(SAMPLES, Math.floor(MOST_DRAWS / rows));
  if (rows < 2 || samples < FEWEST_SAMPLES) return null;
  const random = randomStream(seed, 'bootstrap');
  const drawn = new Uint32Array(rows);
  const found: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    for (let i = 0; i < rows; i++) drawn[i] = Math.floor(random.uniform() * rows);
    const value = statistic(drawn);
    if (Number.isFinite(value)) found.push(value);
  }
  if (found.length < samples / 2) return null;
  found.sort((a, b) => a - b);
  return { low: quantile(found, 0.025), high: quantile(found, 0.975), samples: found.length };
}
