/**
 * Softmax cross-entropy from logits: −Σ_c q_c w_c log p_c, where q is the true class, smoothed by ε:
 * q_c = (1 − ε)·[c = label] + ε/classes. PyTorch: cross_entropy with weight and label_smoothing. One fused kernel,
 * which can be differentiated once.
 */
import type * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from '../kernels/reduce/softmaxCrossEntropy';

export interface CrossEntropyOptions {
  /** ε, in [0, 1); 0 when not given. */
  labelSmoothing?: number;
  /** float32 [classes]. */
  classWeights?: tf.Tensor1D | null;
}

/**
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
