/** Errors as few numbers: percentiles and a histogram of their sizes, the residuals over another quantity. */
import {
  type ErrorHistogram,
  errorPercents,
  type MeanBin,
  type Percentile,
} from '../../protocol/diagnostics';
import { defined, quantile } from './statistics';

/** Bins of a histogram. */
const BINS = 40;

/** @param sizes absolute errors, ascending; `sort` of a typed array puts NaN last, which makes a percentile null. */
export function errorPercentiles(sizes: ArrayLike<number>): Percentile[] {
  return errorPercents.map((percent) => ({ percent, value: defined(quantile(sizes, percent / 100)) }));
}

/** @param sizes absolute errors, ascending. */
export function errorHistogram(sizes: ArrayLike<number>): ErrorHistogram {
  let finite = sizes.length;
  while (finite > 0 && !Number.isFinite(sizes[finite - 1]!)) finite--;
  const known = Array.prototype.slice.call(sizes, 0, finite) as number[];
  const reach = known.length > 0 ? quantile(known, 0.995) : 0;
  if (!(reach > 0)) return { width: 1 / BINS, counts: [known.length], beyond: 0 };
  const width = reach / BINS;
  const counts = new Array<number>(BINS).fill(0);
  let beyond = 0;
  for (const size of known) {
    if (size > reach) beyond++;
    else counts[Math.min(BINS - 1, Math.floor(size / width))]! += 1;
  }
  return { width, counts, beyond };
}

/** Bins of values at most; each holds ten values at least, where there are so many. */
const MEAN_BINS = 12;
const FEWEST = 10;

/**
 * Means of y over x in bins of about equal counts: cut at the quantiles of x, equal x together.
 * @param x, y of the same length; pairs that are not finite are left out.
 * @param distinct whether every x is a bin of its own: codes of texts.
 */
export function binnedMeans(x: ArrayLike<number>, y: ArrayLike<number>, distinct = false): MeanBin[] {
  const order = Array.from({ length: x.length }, (_, i) => i)
    .filter((i) => Number.isFinite(x[i]! + y[i]!))
    .sort((i, j) => x[i]! - x[j]!);
  const bins = Math.max(1, Math.min(MEAN_BINS, Math.floor(order.length / FEWEST)));
  const size = distinct ? 1 : Math.ceil(order.length / bins);
  const found: MeanBin[] = [];
  for (let from = 0; from < order.length; ) {
    let to = Math.min(order.length, from + size);
    while (to < order.length && x[order[to]!] === x[order[to - 1]!]) to++;
    found.push(meanBin(order.slice(from, to), x, y));
    from = to;
  }
  return found;
}

function meanBin(places: readonly number[], x: ArrayLike<number>, y: ArrayLike<number>): MeanBin {
  const count = places.length;
  const meanOf = (values: ArrayLike<number>) => places.reduce((sum, i) => sum + values[i]!, 0) / count;
  const mean = meanOf(y);
  const squares = places.reduce((sum, i) => sum + (y[i]! - mean) ** 2, 0);
  return {
    from: x[places[0]!]!,
    to: x[places[count - 1]!]!,
    x: meanOf(x),
    count,
    mean,
    deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : 0,
  };
}
