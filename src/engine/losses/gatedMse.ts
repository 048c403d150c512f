/**
 * The gated head of the HDF5 regression system (seed-systems §4.2): three values an output, a gate p1 and two
 * candidates p2, p3. With g = p1 limited to [−1, 1]: w2 = (1 − g)/2, w3 = (1 + g)/2.
 * The loss w2(p2 − y)² + w3(p3 − y)² is least where both candidates are the mean of y, or the gate picks a side.
 * Outside [−1, 1] the gate has no gradient.
 */
import * as tf from '@tensorflow/tfjs';

/**
 * @param raw [batch, outputs, 3].
 * @param target [batch, outputs].
 * @returns the value of every output, [batch, outputs].
 */
export function gatedMse(raw: tf.Tensor, target: tf.Tensor): tf.Tensor {
  const { w2, w3, p2, p3 } = gate(raw);
  return tf.add(tf.mul(w2, tf.square(tf.sub(p2, target))), tf.mul(w3, tf.square(tf.sub(p3, target))));
}

/** What the gated head predicts: w2·p2 + w3·p3, [batch, outputs, 3] to [batch, outputs]. */
export function extractFinalPredictions(raw: tf.Tensor): tf.Tensor {
  const { w2, w3, p2, p3 } = gate(raw);
  return tf.add(tf.mul(w2, p2), tf.mul(w3, p3));
}

function gate(raw: tf.Tensor) {
  const [p1, p2, p3] = tf.unstack(raw, -1);
  if (!p1 || !p2 || !p3) throw new RangeError(`The gated head has 3 values an output, not [${raw.shape}].`);
  const half = tf.mul(tf.clipByValue(p1, -1, 1), 0.5);
  return { w2: tf.sub(0.5, half), w3: tf.add(0.5, half), p2, p3 };
}
