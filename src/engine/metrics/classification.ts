/** Metrics of a classification, exact over all samples: sums of every batch on the backend, metrics on the host. */
import * as tf from '@tensorflow/tfjs';
import type { Metrics } from '../../protocol/events';

/** In the order of the statistics table. */
export const classificationMetricNames = ['loss', 'log_loss', 'accuracy'];

/** The loss is a weighted mean where classes have weights, so the weights are summed as well. */
export const classificationSumNames = ['count', 'loss', 'weight', 'correct', 'log_loss'];

/**
 * @param logits float32 [batch, classes].
 * @param labels int32 [batch].
 * @param lossSum the loss summed over the batch's samples, class weights included.
 * @param weightSum the class weights of the batch's samples, summed; the batch size without class weights.
 * @returns the sums of the batch, float32 [5], in the order of `classificationSumNames`.
 */
export function classificationSums(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  lossSum: tf.Scalar,
  weightSum: tf.Scalar,
): tf.Tensor1D {
  return tf.tidy(() => {
    const [batch, classes] = logits.shape;
    const correct = tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32'));
    const truth = tf.cast(tf.oneHot(labels, classes), 'float32');
    const logLoss = tf.neg(tf.sum(tf.mul(truth, tf.logSoftmax(logits))));
    const sums = [lossSum, weightSum, correct, logLoss].map((sum) => sum.as1D());
    return tf.concat1d([tf.fill([1], batch).as1D(), ...sums]);
  });
}

/**
 * @param sums over all samples, in the order of `classificationSumNames`.
 * @returns loss (weighted and smoothed as trained), log_loss (neither), accuracy; NaN without samples.
 */
export function classificationMetrics(sums: Float64Array): Metrics {
  const [count = 0, loss = 0, weight = 0, correct = 0, logLoss = 0] = sums;
  return { loss: loss / weight, log_loss: logLoss / count, accuracy: correct / count };
}

export function classificationDirection(metric: string): 'min' | 'max' {
  return metric === 'accuracy' ? 'max' : 'min';
}
