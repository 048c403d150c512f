/** Products of equivariant features, and how their weights start. */
import type * as tf from '@tensorflow/tfjs';
import { pathsOf } from '../../kernels/equivariant/clebschGordan';
import { productOfRows } from '../../kernels/equivariant/tensorProduct';
import { type Initializer, truncatedNormal } from '../initializers';

/**
 * For kernels [L1 + 1, L2 + 1, L3 + 1, features]: truncated normal with variance 1 / (number of paths into l3). Slots
 * without a path, of which no gradient ever comes, are zero.
 */
export const tensorKernelInitializer: Initializer = (values, shape, random) => {
  const [first = 1, second = 1, product = 1, features = 1] = shape;
  const paths = pathsOf(first - 1, second - 1, product - 1);
  values.fill(0);
  for (const { slot, l3 } of paths) {
    const deviation = 1 / Math.sqrt(paths.filter((path) => path.l3 === l3).length);
    for (let f = 0; f < features; f++) values[slot * features + f] = truncatedNormal(random, deviation);
  }
};

/**
 * z[n, k, f] = Σ over paths (l1, l2) → l3 of kernel[l1, l2, l3, f]·Σ C(i, j, k)·x[n, i, f]·y[n, j, f], with real
 * Clebsch-Gordan coefficients C, over paths with |l1 − l2| ≤ l3 ≤ l1 + l2 and an even l1 + l2 + l3. Other slots of the
 * kernel are not used.
 * @param x [rows, (L1 + 1)², features] @param y [rows, (L2 + 1)², features]
 * @param kernel [L1 + 1, L2 + 1, L3 + 1, features], degrees at most 2 @returns [rows, (L3 + 1)², features]
 */
export function tensorProduct(x: tf.Tensor3D, y: tf.Tensor3D, kernel: tf.Tensor4D): tf.Tensor3D {
  return productOfRows(x, y, kernel);
}
