/**
 * A gated head for regression: three values an output, a gate p1 and two candidates p2, p3. With g = p1 limited to
 * [−1, 1]: w2 = (1 − g)/2, w3 = (1 + g)/2. The loss w2(p2 − y)² + w3(p3 − y)² is least where both candidates are the
 * mean of y, or the gate picks a side. Outside [−1, 1] the gate has no gradient.
 */
import type * as tf from '@tensorflow/tfjs';
import { gatedPrediction, gatedSquaredError } from './kernels/gatedSquaredError';

/**
 * @param raw [batch, outputs, 3].
 * @param target [batch, outputs].
 * @returns the value of every output, [batch, outputs].
 */
export function gatedMse(raw: tf.Tensor, target: tf.Tensor): tf.Tensor {
  return gatedSquaredError(requireThree(raw), target);
}

/** What the gated head predicts: w2·p2 + w3·p3, [batch, outputs, 3] to [batch, outputs]. Without a gradient. */
export function extractFinalPredictions(raw: tf.Tensor): tf.Tensor {
  return gatedPrediction(requireThree(raw));
}

function requireThree(raw: tf.Tensor): tf.Tensor {
  if (raw.shape.at(-1) === 3) return raw;
  throw new RangeError(`The gated head has 3 values an output, not [${raw.shape}].`);
}
