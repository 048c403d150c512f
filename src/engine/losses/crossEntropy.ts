/**
 * Softmax cross-entropy from logits: −Σ_c q_c w_c log p_c, where q is the true class, smoothed by ε:
 * q_c = (1 − ε)·[c = label] + ε/classes. PyTorch: cross_entropy with weight and label_smoothing.
 */
import * as tf from '@tensorflow/tfjs';

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
  const classes = logits.shape[1];
  // WASM and WebGPU round the values of tf.oneHot to whole numbers: smoothing comes afterwards.
  const chosen = tf.cast(tf.oneHot(labels, classes), 'float32');
  const truth =
    labelSmoothing === 0 ? chosen : tf.add(tf.mul(chosen, 1 - labelSmoothing), labelSmoothing / classes);
  const weighted = classWeights ? tf.mul(truth, classWeights) : truth;
  return tf.neg(tf.sum(tf.mul(weighted, tf.logSoftmax(logits)), 1)).as1D();
}

/** The weight of each sample's true class, [batch]; ones without class weights. */
export function sampleWeights(labels: tf.Tensor1D, classWeights: tf.Tensor1D | null): tf.Tensor1D {
  return classWeights ? tf.gather(classWeights, labels) : tf.ones([labels.size]);
}
