/** Masks of the foreground classes, predicted and true, in the layout [batch, height, width, foreground classes]. */
import * as tf from '@tensorflow/tfjs';

/** σ of a single logit, else the softmax without the background. */
export function foregroundProbabilities(logits: tf.Tensor4D): tf.Tensor4D {
  const width = logits.shape[3];
  if (width === 1) return tf.sigmoid(logits);
  return tf.slice4d(tf.softmax(logits), [0, 0, 0, 1], [-1, -1, -1, width - 1]);
}

/** @param logitCount K of the logits: 1, or the number of classes. @returns float32, 0 or 1. */
export function foregroundTruth(labels: tf.Tensor3D, logitCount: number): tf.Tensor4D {
  const classes = tf.range(1, Math.max(2, logitCount), 1, 'int32');
  return tf.cast(tf.equal(tf.expandDims(labels, 3), classes), 'float32');
}
