/** Squared error: (prediction − target)². PyTorch: mse_loss. */
import * as tf from '@tensorflow/tfjs';

/** @returns the value of every element, in the shape of the prediction. */
export function mse(prediction: tf.Tensor, target: tf.Tensor): tf.Tensor {
  return tf.square(tf.sub(prediction, target));
}
