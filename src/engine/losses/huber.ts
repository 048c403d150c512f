/**
 * Squared error near zero, absolute error beyond: ½e² for |e| ≤ δ, else δ(|e| − ½δ). PyTorch: huber_loss.
 * Huber, "Robust estimation of a location parameter", 1964.
 */
import * as tf from '@tensorflow/tfjs';

/**
 * @param delta where the line begins, above 0.
 * @returns the value of every element, in the shape of the prediction.
 */
export function huber(prediction: tf.Tensor, target: tf.Tensor, delta: number): tf.Tensor {
  const error = tf.sub(prediction, target);
  // c(e − ½c) with c = e limited to ±δ is both branches at once; its slope is c on either side.
  const limited = tf.clipByValue(error, -delta, delta);
  return tf.mul(limited, tf.sub(error, tf.mul(limited, 0.5)));
}
