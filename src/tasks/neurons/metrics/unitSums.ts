/** What is summed over samples for each unit, and the measures that follow: bits per spike, correlation. */
import * as tf from '@tensorflow/tfjs';
import { pearson } from '../../../engine/metrics/statistics';

/** Added inside logarithms, as VisionCore does. */
export const RATE_EPSILON = 1e-8;

/** Sums of each unit, in the order of `unitSums`; w the mask, r counts, p rates. */
export const unitSumNames = ['w', 'wr', 'wp', 'wLogLikelihood', 'wrr', 'wpp', 'wrp'] as const;

/**
 * @param rates, robs, dfs float32 [batch, units].
 * @returns float32 [sums, units].
 */
export function unitSums(rates: tf.Tensor2D, robs: tf.Tensor2D, dfs: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const likelihood = tf.sub(tf.mul(robs, tf.log(tf.add(rates, RATE_EPSILON))), rates);
    const weighted = [
      dfs,
      tf.mul(dfs, robs),
      tf.mul(dfs, rates),
      tf.mul(dfs, likelihood),
      tf.mul(dfs, tf.mul(robs, robs)),
      tf.mul(dfs, tf.mul(rates, rates)),
      tf.mul(dfs, tf.mul(robs, rates)),
    ];
    return tf.stack(weighted.map((values) => tf.sum(values, 0))) as tf.Tensor2D;
  });
}

export interface UnitMeasures {
  /** Samples that count, and spikes in them. */
  bins: number;
  spikes: number;
  /** NaN where the unit has no samples. */
  bitsPerSpike: number;
  /** Pearson's, of rates and counts of single trials; NaN where either is constant. */
  correlation: number;
  meanRate: number;
  meanPrediction: number;
}

/**
 * Bits per spike against the unit's mean rate in the same samples, Σ w·[(r ln(p + 1e-8) − p) − (r ln(r̄ + 1e-8) − r̄)] / (N ln 2)
 * with N = max(Σ w·r, 1) and r̄ = N / max(Σ w, 1).
 * @param sums float64 [sums · units], as `unitSums` has them.
 */
export function unitMeasures(sums: Float64Array, units: number): UnitMeasures[] {
  return Array.from({ length: units }, (_, unit) => {
    const [w, wr, wp, ll, wrr, wpp, wrp] = unitSumNames.map((_, i) => sums[i * units + unit]!) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const spikes = Math.max(wr, 1);
    const rate = spikes / Math.max(w, 1);
    const nullLikelihood = wr * Math.log(rate + RATE_EPSILON) - w * rate;
    const covariance = w * wrp - wr * wp;
    const [countSpread, rateSpread] = [spread(w * wrr, wr), spread(w * wpp, wp)];
    return {
      bins: w,
      spikes: wr,
      bitsPerSpike: w > 0 ? (ll - nullLikelihood) / (spikes * Math.LN2) : Number.NaN,
      correlation: pearson(covariance, countSpread, rateSpread),
      meanRate: w > 0 ? wr / w : Number.NaN,
      meanPrediction: w > 0 ? wp / w : Number.NaN,
    };
  });
}

/** w Σ w·x² − (Σ w·x)², where what float32 sums cannot tell from a constant is one. */
function spread(squares: number, sum: number): number {
  const difference = squares - sum * sum;
  return difference <= 1e-6 * squares ? 0 : difference;
}

/** Mean over units of max(bits per spike, 0); units without samples are left out. NaN without any. */
export function meanBitsPerSpike(units: readonly Pick<UnitMeasures, 'bitsPerSpike'>[]): number {
  return mean(units.map(({ bitsPerSpike }) => Math.max(bitsPerSpike, 0)));
}

/** Of those that are numbers; NaN without any. */
export function mean(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
