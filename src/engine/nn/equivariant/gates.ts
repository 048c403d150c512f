/** Nonlinearities that turn with what they are applied to: the scalar component decides how much of all others passes. */
import * as tf from '@tensorflow/tfjs';
import { siluByScalar } from '../../kernels/equivariant/gate';

/**
 * y[n, m, f] = σ(x[n, 0, f])·x[n, m, f], σ being the logistic function.
 * @param x [rows, (L + 1)², features] @returns the same shape.
 */
export function gatedSilu(x: tf.Tensor3D): tf.Tensor3D {
  return siluByScalar(x);
}

/**
 * The gate 1 / max(1, |s|), which bounds the scalar to ±1 when multiplied by it.
 * @param s scalar components, of any shape. @returns the same shape.
 */
export function hardTanhGate<T extends tf.Tensor>(s: T): T {
  return tf.reciprocal(tf.maximum(tf.abs(s), 1)) as T;
}
