/** How two lists of numbers go together: Pearson's, Spearman's and Lin's coefficients. */
import type { Association } from '../../protocol/diagnostics';
import { defined, pearson } from './statistics';

/** @param a, b of the same length. */
export function association(a: ArrayLike<number>, b: ArrayLike<number>): Association {
  const moments = momentsOf(a, b);
  return {
    pearson: defined(pearson(moments.together, moments.spreadA, moments.spreadB)),
    spearman: defined(spearman(a, b)),
    concordance: defined(concordance(moments)),
  };
}

/** Sums about the means, of so many pairs. */
export interface PairMoments {
  count: number;
  meanA: number;
  meanB: number;
  /** Σ (a − ā)², Σ (b − b̄)², Σ (a − ā)(b − b̄). */
  spreadA: number;
  spreadB: number;
  together: number;
}

/**
 * Lin's concordance 2 s_ab / (s_a² + s_b² + (ā − b̄)²), with moments divided by n (A concordance correlation coefficient to
 * evaluate reproducibility, Biometrics 1989).
 * @returns NaN where both are the same constant.
 */
export function concordance({ count, meanA, meanB, spreadA, spreadB, together }: PairMoments): number {
  const apart = spreadA + spreadB + count * (meanA - meanB) ** 2;
  return apart > 0 ? (2 * together) / apart : Number.NaN;
}

/** Pairs that are ranked; sorting more takes seconds and moves the fourth digit. */
const MOST_RANKED = 2 ** 18;

/**
 * Spearman's ρ: Pearson's of the ranks, equal values sharing the mean of theirs. Of more than a quarter of a million pairs so
 * many, evenly spread. NaN where either side is constant.
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const stride = Math.ceil(a.length / MOST_RANKED);
  const some = (values: ArrayLike<number>) =>
    stride <= 1
      ? values
      : Float64Array.from({ length: Math.ceil(values.length / stride) }, (_, i) => values[i * stride]!);
  const { together, spreadA, spreadB } = momentsOf(ranks(some(a)), ranks(some(b)));
  return pearson(together, spreadA, spreadB);
}

/** Ranks from 1, as `scipy.stats.rankdata` gives them: equal values share the mean of theirs. NaN makes every rank NaN. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const found = new Float64Array(values.length);
  const order = Uint32Array.from({ length: values.length }, (_, i) => i);
  if (order.some((i) => Number.isNaN(values[i]))) return found.fill(Number.NaN);
  order.sort((i, j) => values[i]! - values[j]!);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let k = from; k < to; k++) found[order[k]!] = (from + 1 + to) / 2;
    from = to;
  }
  return found;
}

function momentsOf(a: ArrayLike<number>, b: ArrayLike<number>): PairMoments {
  const count = a.length;
  let [meanA, meanB] = [0, 0];
  for (let i = 0; i < count; i++) {
    meanA += a[i]!;
    meanB += b[i]!;
  }
  meanA /= count;
  meanB /= count;
  const constant = [a, b].map((values) => isConstant(values));
  let [spreadA, spreadB, together] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    // What rounding leaves of a constant is no spread.
    const [fromA, fromB] = [constant[0] ? 0 : a[i]! - meanA, constant[1] ? 0 : b[i]! - meanB];
    spreadA += fromA * fromA;
    spreadB += fromB * fromB;
    together += fromA * fromB;
  }
  return { count, meanA, meanB, spreadA, spreadB, together };
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}
