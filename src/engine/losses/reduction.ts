/**
 * From loss values to one number. A loss here is a function of predictions and targets that gives a value for every
 * element (or sample); it makes intermediate tensors and is therefore called inside `tf.tidy` or a gradient.
 */
import * as tf from '@tensorflow/tfjs';

/** Mean over all elements: PyTorch's `reduction="mean"`. */
export function meanLoss(values: tf.Tensor): tf.Scalar {
  return tf.mean(values).asScalar();
}
