/** What repetitions say: medians, and ratios taken inside each repetition. */
import type { Entry } from './tournament';

export interface Spread {
  median: number;
  low: number;
  high: number;
}

/** Median and extremes; not-a-number of nothing. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 0 ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
  return { median, low: sorted[0] ?? Number.NaN, high: sorted.at(-1) ?? Number.NaN };
}

/** How many times faster than the reference, repetition by repetition; null where either did not finish. */
export function speedup(entry: Entry, reference: Entry | undefined): Spread | null {
  if (!reference || entry.failure !== null || reference.failure !== null) return null;
  return spreadOf(
    entry.runs.map((run, i) => (reference.runs[i]?.milliseconds ?? Number.NaN) / run.milliseconds),
  );
}
