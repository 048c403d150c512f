/** Statistics of small whole numbers from how often each occurs: exact, and without sorting millions of pixels. */

import type { ColumnStatistics } from '../../protocol/datasets';
import { quantileAt } from '../metrics/statistics';

/**
 * The same as sorting would give.
 * @param counts of the values 0, 1, 2, …; at least one is not 0.
 * @param outlierRanges interquartile ranges beyond the quartiles where outliers begin.
 */
export function countedStatistics(
  name: string,
  counts: Float64Array,
  bins: number,
  outlierRanges: number,
): Omit<ColumnStatistics, 'distinct'> {
  const min = counts.findIndex((count) => count > 0);
  const max = counts.findLastIndex((count) => count > 0);
  let total = 0;
  let sum = 0;
  for (let value = min; value <= max; value++) {
    total += counts[value]!;
    sum += value * counts[value]!;
  }
  const mean = sum / total;
  const at = (q: number) => quantileAt(total, (index) => valueAt(counts, index), q);
  const low = at(0.25);
  const high = at(0.75);
  const reach = outlierRanges * (high - low);
  const width = (max - min) / bins;
  const histogram = new Array<number>(bins).fill(0);
  let squares = 0;
  let outliers = 0;
  for (let value = min; value <= max; value++) {
    const count = counts[value]!;
    squares += count * (value - mean) ** 2;
    if (low !== high && (value < low - reach || value > high + reach)) outliers += count;
    histogram[width === 0 ? 0 : Math.min(bins - 1, Math.floor((value - min) / width))]! += count;
  }
  const std = Math.sqrt(squares / total);
  return {
    name,
    count: total,
    missing: 0,
    mean,
    std,
    min,
    max,
    median: at(0.5),
    outliers,
    histogram,
    sampled: null,
  };
}

/** The value at a position of the sorted column. */
function valueAt(counts: Float64Array, index: number): number {
  let before = 0;
  for (let value = 0; value < counts.length; value++) {
    before += counts[value]!;
    if (index < before) return value;
  }
  return counts.length - 1;
}
