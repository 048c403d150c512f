/** From what a readout gives to rates: the output activation, and a baseline of each unit. */
import * as tf from '@tensorflow/tfjs';
import type { Initializer } from '../../../engine/nn/initializers';
import type { ParameterSpec } from '../../../engine/nn/parameter';
import type { NeuronsModelConfig } from '../modelConfig';

const LEAST_RATE = 1e-8;
const LEAST_LOG_RATE = -20;

const small: Initializer = (values) => {
  values.fill(0.001);
};

/** null where the model has no baseline. */
export function baselineParameter(
  baseline: NeuronsModelConfig['baseline'],
  session: string,
  units: number,
): ParameterSpec | null {
  if (baseline === 'none') return null;
  return { name: `baselines.${session}`, shape: [units], initializer: small, decay: false };
}

/**
 * Rates of at least 1e-8; log-rates of at least −20 where there is no output activation, whose baseline is added to the rate.
 * @param output float32 [batch, units] @param baseline float32 [units], before its own activation; null without one.
 */
export function outputRates(
  { outputActivation, baseline: kind }: Pick<NeuronsModelConfig, 'outputActivation' | 'baseline'>,
  output: tf.Tensor2D,
  baseline: tf.Tensor1D | null,
): tf.Tensor2D {
  const base = baseline && (kind === 'relu' ? tf.relu(baseline) : tf.softplus(baseline));
  if (outputActivation === 'none') {
    const logs = tf.maximum(output, LEAST_LOG_RATE) as tf.Tensor2D;
    return base ? tf.log(tf.add(tf.exp(logs), base)) : logs;
  }
  const activate = { softplus: tf.softplus, relu: tf.relu, exp: tf.exp }[outputActivation];
  const rates = activate(output) as tf.Tensor2D;
  return tf.maximum(base ? tf.add(rates, base) : rates, LEAST_RATE) as tf.Tensor2D;
}

/** The bias that makes a readout of zeros give a rate: softplus⁻¹(r) = ln(eʳ − 1), which is r itself above 20. */
export function biasForRate(rate: number, activation: NeuronsModelConfig['outputActivation']): number {
  if (activation === 'relu') return rate;
  if (activation !== 'softplus') return Math.log(Math.max(rate, 1e-8));
  const known = Math.max(rate, 1e-6);
  return known > 20 ? known : Math.log(Math.expm1(known));
}
