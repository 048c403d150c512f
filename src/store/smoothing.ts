/**
 * Smoothing of curves at full resolution, before they are thinned, so that zooming does not change a line: exponential
 * average (debiased, Kingma and Ba 2015, §3), moving average, gaussian. Values that are not finite have no part in it.
 */
import type { Bucket, Pyramid, WindowPoint } from './pyramid';

export const smoothingKinds = ['ema', 'mean', 'gaussian'] as const;

/**
 * `ema`: sₜ = w·sₜ₋₁ + (1 − w)·yₜ, shown as sₜ / (1 − wᵗ); `amount` is the weight w of the past, 0 to below 1.
 * `mean`: mean of the `amount` values around each one. `gaussian`: their mean weighted by exp(−d² / 2σ²), σ = `amount` values.
 */
export interface Smoothing {
  kind: (typeof smoothingKinds)[number];
  amount: number;
}

/** Points that may still be read for a picture; a smoothing that needs more is finished by later ones. */
export interface Budget {
  points: number;
}

export interface SmoothedCurve {
  /**
   * The smoothed line at the points of a window of the curve, with their mean where one stands for several.
   * @returns null when the budget was spent before it could be told; ask again.
   */
  at(window: readonly WindowPoint[], budget?: Budget): WindowPoint[] | null;
  /** The smoothed values of the points [from, to). */
  values(from: number, to: number): Float64Array;
}

export function smoothCurve(curve: Pyramid, { kind, amount }: Smoothing): SmoothedCurve {
  if (kind === 'ema') return exponential(curve, amount);
  const values = (window: readonly Pick<WindowPoint, 'first' | 'count'>[]) =>
    kind === 'mean' ? movingMeans(curve, amount, window) : gaussians(curve, amount, window);
  return {
    at(window) {
      const smoothed = values(window);
      return window.map((point, i) => ({ ...point, y: smoothed[i]! }));
    },
    values(from, to) {
      const smoothed = values(Array.from({ length: to - from }, (_, i) => ({ first: from + i, count: 1 })));
      return Float64Array.from(smoothed, (value, i) => gapOr(curve.y(from + i), value));
    },
  };
}

const gapOr = (raw: number, smoothed: number) => (Number.isFinite(raw) ? smoothed : raw);

type Buckets = readonly Pick<WindowPoint, 'first' | 'count'>[];

/** Around a bucket the mean reaches as far beyond its edges as around a single value. */
function movingMeans(curve: Pyramid, width: number, buckets: Buckets): number[] {
  const before = Math.floor((width - 1) / 2);
  const after = Math.ceil((width - 1) / 2);
  return buckets.map(({ first, count }) => {
    const { sum, finite } = curve.bucket(first - before, first + count + after);
    return finite === 0 ? Number.NaN : sum / finite;
  });
}

/** Values with a σ below this many points are weighted one by one. */
const smallSigma = 32;

/**
 * The mean of a gaussian's values over a bucket is a gaussian that is wider by the variance of the bucket, size² / 12;
 * wide ones are summed in steps of a quarter to a half of σ, whose own variance is taken out again.
 */
function gaussians(curve: Pyramid, sigma: number, buckets: Buckets): number[] {
  /** By their size: sums of steps, which neighbours share. */
  const sums = new Map<number, Map<number, Bucket>>();
  return buckets.map(({ first: from, count }) => {
    const variance = sigma ** 2 + (count ** 2 - 1) / 12;
    const spread = Math.sqrt(variance);
    const step = spread <= smallSigma ? 1 : 2 ** Math.floor(Math.log2(spread / 2));
    const known = sums.get(step) ?? new Map<number, Bucket>();
    sums.set(step, known);
    const twice = 2 * (variance - (step ** 2 - 1) / 12);
    const centre = from + (count - 1) / 2;
    let total = 0;
    let weights = 0;
    const first = Math.max(0, Math.floor((centre - 4 * spread) / step));
    const last = Math.min(Math.ceil(curve.length / step) - 1, Math.ceil((centre + 4 * spread) / step));
    for (let cell = first; cell <= last; cell++) {
      let bucket = known.get(cell);
      if (!bucket) {
        bucket = curve.bucket(cell * step, (cell + 1) * step);
        known.set(cell, bucket);
      }
      const distance = cell * step + (step - 1) / 2 - centre;
      const weight = Math.exp((-distance * distance) / twice);
      total += weight * bucket.sum;
      weights += weight * bucket.finite;
    }
    return weights === 0 ? Number.NaN : total / weights;
  });
}

/** Points between two kept states of the average. */
const stride = 16;
/** What is left of a bias that is none any more. */
const noBias = 1e-12;

/**
 * An average holds all of the past, so its state is kept every so many points: what a window needs begins at the one
 * before it.
 */
function exponential(curve: Pyramid, weight: number): SmoothedCurve {
  /** The average and its remaining bias wᵗ before the points 0, 16, 32, …; the bias as long as there is one. */
  const averages: number[] = [0];
  const biases: number[] = [1];
  let { cuts } = curve;

  const biasBefore = (state: number) => biases[state] ?? 0;

  function reach(index: number, budget: Budget): boolean {
    const wanted = Math.floor(index / stride);
    // What is dropped is in the averages that were kept after it.
    if (cuts !== curve.cuts) {
      averages.length = 1;
      biases.length = 1;
      cuts = curve.cuts;
    }
    while (averages.length <= wanted) {
      if (budget.points <= 0) return false;
      const from = (averages.length - 1) * stride;
      const to = Math.min(wanted * stride, from + stride * 256);
      budget.points -= to - from;
      let average = averages.at(-1)!;
      let bias = biasBefore(averages.length - 1);
      const values = curve.values(from, to);
      for (let start = 0; start < values.length; start += stride) {
        for (let i = start; i < start + stride; i++) {
          const value = values[i]!;
          if (!Number.isFinite(value)) continue;
          average = weight * average + (1 - weight) * value;
          bias *= weight;
        }
        averages.push(average);
        if (bias > noBias) biases.push(bias);
      }
    }
    return true;
  }

  /** The smoothed values of the points [from, to), from the state that was kept before them. */
  function exact(from: number, to: number): Float64Array {
    const state = Math.floor(from / stride);
    let average = averages[state]!;
    let bias = biasBefore(state);
    const smoothed = curve.values(state * stride, to);
    for (let i = 0; i < smoothed.length; i++) {
      const value = smoothed[i]!;
      if (!Number.isFinite(value)) continue;
      average = weight * average + (1 - weight) * value;
      bias *= weight;
      smoothed[i] = average / (1 - bias);
    }
    return smoothed.subarray(from - state * stride);
  }

  /** The average before a point, not debiased. */
  function before(index: number): number {
    const state = Math.floor(index / stride);
    let average = averages[state]!;
    for (let i = state * stride; i < index; i++) {
      const value = curve.y(i);
      if (Number.isFinite(value)) average = weight * average + (1 - weight) * value;
    }
    return average;
  }

  /** Far from the start, where no bias is left: sₜ − sₜ₋₁ = (1 − w)(yₜ − sₜ₋₁), summed over the points. */
  function mean(from: number, to: number): number {
    if (to - from <= stride || biasBefore(Math.floor(from / stride)) > 0) return finiteMean(exact(from, to));
    const { sum, finite } = curve.bucket(from, to);
    return finite === 0 ? Number.NaN : (sum - (weight * (before(to) - before(from))) / (1 - weight)) / finite;
  }

  return {
    at(window, budget = { points: Number.POSITIVE_INFINITY }) {
      const last = window.at(-1);
      if (!last) return [];
      const { first } = window[0]!;
      const end = last.first + last.count;
      if (!reach(end, budget)) return null;
      const near = end - first <= 256 * stride ? exact(first, end) : null;
      return window.map((point) => {
        const from = point.first;
        const to = from + point.count;
        return { ...point, y: near ? finiteMean(near.subarray(from - first, to - first)) : mean(from, to) };
      });
    },
    values(from, to) {
      reach(to, { points: Number.POSITIVE_INFINITY });
      return exact(from, to);
    },
  };
}

function finiteMean(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}
