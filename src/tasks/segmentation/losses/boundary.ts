/**
 * Boundary loss: 1 − F1 of soft edges (Bokhovkin & Burnaev, "Boundary loss for remote sensing imagery semantic
 * segmentation", 2019). The edge of a mask m is pool(1 − m, θ0) − (1 − m) with maximum pooling, its neighbourhood
 * pool(edge, θ). Precision is the part of the predicted edge within the true one's neighbourhood, recall the reverse;
 * both keep an ε of 1e-7. A sample without true edges has loss 1 and no gradient.
 * Of several classes: the mean over the foreground classes.
 */
import * as tf from '@tensorflow/tfjs';
import '../../../engine/kernels/images/pooling';
import { foregroundProbabilities, foregroundTruth } from './foreground';

export interface BoundaryOptions {
  /** θ0, pixels. */
  edgeWidth: number;
  /** θ, pixels. */
  tolerance: number;
}

const EPSILON = 1e-7;

const edges = (masks: tf.Tensor4D, width: number): tf.Tensor4D => {
  const outside: tf.Tensor4D = tf.sub(1, masks);
  return tf.sub(tf.maxPool(outside, width, 1, 'same'), outside);
};

/** Σ a·near / (Σ a + ε) over the pixels, [batch, classes]. */
const partNear = (a: tf.Tensor4D, near: tf.Tensor4D) =>
  tf.div(tf.sum(tf.mul(a, near), [1, 2]), tf.add(tf.sum(a, [1, 2]), EPSILON));

/**
 * @param logits [batch, height, width, K] @param labels int32 [batch, height, width]
 * @returns the loss of every sample, [batch].
 */
export function boundary(
  logits: tf.Tensor4D,
  labels: tf.Tensor3D,
  { edgeWidth, tolerance }: BoundaryOptions,
): tf.Tensor1D {
  const predicted = edges(foregroundProbabilities(logits), edgeWidth);
  const truth = edges(foregroundTruth(labels, logits.shape[3]), edgeWidth);
  const precision = partNear(predicted, tf.maxPool(truth, tolerance, 1, 'same'));
  const recall = partNear(truth, tf.maxPool(predicted, tolerance, 1, 'same'));
  const f1 = tf.div(tf.mul(tf.mul(precision, recall), 2), tf.add(tf.add(precision, recall), EPSILON));
  return tf.mean(tf.sub(1, f1), 1);
}
