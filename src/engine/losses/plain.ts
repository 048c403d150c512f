/**
 * The plain losses: functions of prediction and target that give a value for every element or every sample.
 * They make intermediate tensors and are therefore called inside `tf.tidy` or a gradient.
 */

import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from '../kernels/reduce/softmaxCrossEntropy';

/** From loss values to one number: their mean over all elements, PyTorch's `reduction="mean"`. */
export function meanLoss(values: tf.Tensor): tf.Scalar {
  return tf.mean(values).asScalar();
}

/**
 * Squared error: (prediction − target)². PyTorch: mse_loss.
 * @returns the value of every element, in the shape of the prediction.
 */
export function mse(prediction: tf.Tensor, target: tf.Tensor): tf.Tensor {
  return tf.square(tf.sub(prediction, target));
}

/**
 * Absolute error: |prediction − target|. PyTorch: l1_loss.
 * @returns the value of every element, in the shape of the prediction.
 */
export function mae(prediction: tf.Tensor, target: tf.Tensor): tf.Tensor {
  const error = tf.sub(prediction, target);
  // tf.abs takes −1 as its slope at zero. The sign counts as a constant here, and is 0 at zero.
  return tf.mul(error, tf.sign(error));
}

/**
 * Squared error near zero, absolute error beyond: ½e² for |e| ≤ δ, else δ(|e| − ½δ). PyTorch: huber_loss.
 * Huber, "Robust estimation of a location parameter", 1964.
 * @param delta where the line begins, above 0.
 * @returns the value of every element, in the shape of the prediction.
 */
export function huber(prediction: tf.Tensor, target: tf.Tensor, delta: number): tf.Tensor {
  const error = tf.sub(prediction, target);
  // c(e − ½c) with c = e limited to ±δ is both branches at once; its slope is c on either side.
  const limited = tf.clipByValue(error, -delta, delta);
  return tf.mul(limited, tf.sub(error, tf.mul(limited, 0.5)));
}

/**
 * The Huber loss divided by β: its line has slope 1 whatever β is. PyTorch: smooth_l1_loss.
 * @param beta where the line begins; 0 gives the absolute error.
 * @returns the value of every element, in the shape of the prediction.
 */
export function smoothL1(prediction: tf.Tensor, target: tf.Tensor, beta: number): tf.Tensor {
  return beta === 0 ? mae(prediction, target) : tf.div(huber(prediction, target, beta), beta);
}

export interface CrossEntropyOptions {
  /** ε, in [0, 1); 0 when not given. */
  labelSmoothing?: number;
  /** float32 [classes]. */
  classWeights?: tf.Tensor1D | null;
}

/**
 * Softmax cross-entropy from logits: −Σ_c q_c w_c log p_c, where q is the true class, smoothed by ε:
 * q_c = (1 − ε)·[c = label] + ε/classes. PyTorch: cross_entropy with weight and label_smoothing. One fused kernel,
 * which can be differentiated once.
 * @param logits [batch, classes].
 * @param labels int32 [batch].
 * @returns the value of every sample, [batch], class weight included, and its scores, [batch, 5]: what it adds to
 *   `classificationSumNames`. `weightedTotals` makes the loss and the sums of them.
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  { labelSmoothing = 0, classWeights = null }: CrossEntropyOptions = {},
): { values: tf.Tensor1D; scores: tf.Tensor2D } {
  return softmaxCrossEntropy(logits, labels, labelSmoothing, classWeights);
}
