/** Percentiles with linear interpolation between the two nearest ranks, as NumPy's default does. */

/**
 * @param sorted ascending, without NaN.
 * @param percent 0 to 100.
 * @returns NaN for an empty list.
 */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  if (sorted.length === 0) return Number.NaN;
  const rank = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (rank - below) * (sorted[above]! - sorted[below]!);
}
