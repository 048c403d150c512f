/**
 * How well a prediction follows the mean over repeats of a stimulus, and how much of what can be explained at all: the
 * normalised correlation of Schoppe et al. 2016 (doi:10.3389/fncom.2016.00010).
 */

import { pearson } from '../../../engine/metrics/statistics';

/** Samples of repeated moments of a stimulus, in the order in which they were recorded. */
export interface RepeatedSamples {
  /** Number of the moment that a sample shows, [samples]. */
  moments: ArrayLike<number>;
  /** Spike counts, and predicted rates. */
  counts: ArrayLike<number>;
  rates: ArrayLike<number>;
}

export interface RepeatMeasures {
  /** Repeats N that were compared, and moments that have as many. */
  repeats: number;
  moments: number;
  /** Pearson's, of the mean prediction and the mean count over repeats; NaN where either is constant. */
  meanCorrelation: number;
  /** NaN where the counts of the repeats have nothing in common, or the prediction is constant. */
  normalisedCorrelation: number;
}

const none: RepeatMeasures = {
  repeats: 0,
  moments: 0,
  meanCorrelation: Number.NaN,
  normalisedCorrelation: Number.NaN,
};

/**
 * Of one unit. With the n-th repeat of all moments as r_n, their mean r̄ and the mean prediction p:
 * SP = (Var(Σ_n r_n) − Σ_n Var(r_n)) / (N(N − 1)), CCnorm = Cov(r̄, p) / √(Var(p) · SP).
 * Every moment must have N repeats; of all N at least 2 the one is taken that keeps most samples: moments with fewer
 * repeats are left out, and of the others the first N taken.
 */
export function repeatMeasures({ moments, counts, rates }: RepeatedSamples): RepeatMeasures {
  const samples = new Map<number, number[]>();
  for (let i = 0; i < moments.length; i++) {
    const own = samples.get(moments[i]!);
    if (own) own.push(i);
    else samples.set(moments[i]!, [i]);
  }
  const repeats = repeatsToKeep([...samples.values()].map(({ length }) => length));
  const kept = [...samples.values()].filter(({ length }) => length >= repeats);
  if (repeats < 2 || kept.length < 2) return none;
  const repeat = (n: number) => kept.map((own) => counts[own[n]!]!);
  const sum = kept.map((own) => total(own.slice(0, repeats).map((i) => counts[i]!)));
  const predicted = kept.map((own) => total(own.slice(0, repeats).map((i) => rates[i]!)) / repeats);
  const mean = sum.map((value) => value / repeats);
  const noise = total(Array.from({ length: repeats }, (_, n) => covariance(repeat(n), repeat(n))));
  const signalPower = (covariance(sum, sum) - noise) / (repeats * (repeats - 1));
  const [shared, variance] = [covariance(mean, predicted), covariance(predicted, predicted)];
  return {
    repeats,
    moments: kept.length,
    meanCorrelation: pearson(shared, variance, covariance(mean, mean)),
    normalisedCorrelation: ratio(shared, variance * signalPower),
  };
}

/** The N of at least 2 with the largest N · (moments that have N repeats), the larger one of two; 0 without any. */
function repeatsToKeep(lengths: readonly number[]): number {
  const descending = lengths.filter((length) => length >= 2).sort((a, b) => b - a);
  let [best, most] = [0, 0];
  descending.forEach((length, index) => {
    if (length * (index + 1) > most) [best, most] = [length, length * (index + 1)];
  });
  return best;
}

const ratio = (shared: number, squared: number) => (squared > 0 ? shared / Math.sqrt(squared) : Number.NaN);

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [total(a) / a.length, total(b) / b.length];
  return total(a.map((value, i) => (value - meanA) * (b[i]! - meanB))) / a.length;
}
