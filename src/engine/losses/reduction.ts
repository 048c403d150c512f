/**
 * From loss values to one number. A loss here is a function of predictions and targets that gives a value for every
 * element (or sample); it makes intermediate tensors and is therefore called inside `tf.tidy` or a gradient.
 */
import * as tf from '@tensorflow/tfjs';

/** Mean over all elements: PyTorch's `reduction="mean"`. */
export function meanLoss(values: tf.Tensor): tf.Scalar {
  return tf.mean(values).asScalar();
}

/** Sum over samples of each sample's mean over its elements; divided by the samples it is the mean of all. */
export function sumOverSamples(values: tf.Tensor): tf.Scalar {
  const samples = values.shape[0] ?? 1;
  return tf
    .sum(values)
    .mul(samples / values.size)
    .asScalar();
}

/** Σ values / Σ weights, where the values already carry their weights: PyTorch's mean with class weights. */
export function weightedMeanLoss(values: tf.Tensor, weights: tf.Tensor): tf.Scalar {
  return tf.div(tf.sum(values), tf.sum(weights)).asScalar();
}
