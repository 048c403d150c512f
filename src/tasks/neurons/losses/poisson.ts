/** The masked Poisson likelihood of spike counts. */
import * as tf from '@tensorflow/tfjs';
import { RATE_EPSILON } from '../metrics/unitSums';

/** What a readout gives: rates, or their logarithms. */
export type RateForm = 'rate' | 'log';

/** Σ dfs·ℓ and Σ dfs over samples and units, with ℓ = p − r ln(p + 1e-8) of rates p, or eˣ − r·x of log-rates x. */
export function maskedPoisson(
  output: tf.Tensor2D,
  robs: tf.Tensor2D,
  dfs: tf.Tensor2D,
  form: RateForm,
): { sum: tf.Scalar; weight: tf.Scalar } {
  const losses =
    form === 'rate'
      ? tf.sub(output, tf.mul(robs, tf.log(tf.add(output, RATE_EPSILON))))
      : tf.sub(tf.exp(output), tf.mul(robs, output));
  return { sum: tf.sum(tf.mul(losses, dfs)), weight: tf.sum(dfs) };
}
