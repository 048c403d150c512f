/** Spectral normalisation: a kernel divided by its largest singular value. */
import * as tf from '@tensorflow/tfjs';

/** Enough for three digits where the second singular value is four fifths of the first. */
const ITERATIONS = 16;

/**
 * Miyato et al. 2018, the power method begun anew from equal values in each step, so that nothing but the kernel decides the
 * result; the original goes on from the vector of the step before. The gradient is that of the whole quotient.
 * @param kernel [inputs, outputs]
 */
export function spectrallyNormalized(kernel: tf.Tensor2D): tf.Tensor2D {
  let v = tf.fill([kernel.shape[1], 1], 1 / Math.sqrt(kernel.shape[1])) as tf.Tensor2D;
  for (let i = 0; i < ITERATIONS; i++) {
    const u = tf.matMul(kernel, v);
    const next = tf.matMul(kernel, u, true) as tf.Tensor2D;
    v = tf.div(next, tf.add(tf.sqrt(tf.sum(tf.square(next))), 1e-12)) as tf.Tensor2D;
  }
  const image = tf.matMul(kernel, v);
  return tf.div(kernel, tf.add(tf.sqrt(tf.sum(tf.square(image))), 1e-12)) as tf.Tensor2D;
}
