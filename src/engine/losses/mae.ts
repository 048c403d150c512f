/** Absolute error: |prediction − target|. PyTorch: l1_loss. */
import * as tf from '@tensorflow/tfjs';

/** @returns the value of every element, in the shape of the prediction. */
export function mae(prediction: tf.Tensor, target: tf.Tensor): tf.Tensor {
  const error = tf.sub(prediction, target);
  // tf.abs takes −1 as its slope at zero. The sign counts as a constant here, and is 0 at zero.
  return tf.mul(error, tf.sign(error));
}
