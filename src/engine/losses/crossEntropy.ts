/**
 * Softmax cross-entropy from logits: −Σ_c q_c w_c log p_c, where q is the true class, smoothed by ε:
 * q_c = (1 − ε)·[c = label] + ε/classes. PyTorch: cross_entropy with weight and label_smoothing. One fused kernel,
 * which can be differentiated once.
 */
import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from '../kernels/softmaxCrossEntropy';

export interface CrossEntropyOptions {
  /** ε, in [0, 1); 0 when not given. */
  labelSmoothing?: number;
  /** float32 [classes]. */
  classWeights?: tf.Tensor1D | null;
}

/**
 * @param logits [batch, classes].
 * @param labels int32 [batch].
 * @returns the value of every sample, [batch], class weight included. Its mean divides by `sampleWeights`:
 *   `weightedMeanLoss(values, weights)`.
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  { labelSmoothing = 0, classWeights = null }: CrossEntropyOptions = {},
): tf.Tensor1D {
  return softmaxCrossEntropy(logits, labels, labelSmoothing, classWeights);
}

/** The weight of each sample's true class, [batch]; ones without class weights. */
export function sampleWeights(labels: tf.Tensor1D, classWeights: tf.Tensor1D | null): tf.Tensor1D {
  return classWeights ? tf.gather(classWeights, labels) : tf.ones([labels.size]);
}
