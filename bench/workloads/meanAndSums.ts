/** What `forward` returns for a loss that is a mean over samples. */
import * as tf from '@tensorflow/tfjs';

/** @param values the loss of every sample, [batch]. @returns their mean, and [count, sum]. */
export function meanAndSums(values: tf.Tensor1D): { loss: tf.Scalar; sums: tf.Tensor1D } {
  const sum = tf.sum(values);
  return {
    loss: tf.div(sum, values.size),
    sums: tf.stack([tf.scalar(values.size), sum]) as unknown as tf.Tensor1D,
  };
}
