/** Messages along the edges of a graph, products of what an edge is like with the features of the atom that sends. */
import type * as tf from '@tensorflow/tfjs';
import { sumOfMessages } from '../../kernels/equivariant/messages';
import type { Segments } from '../../kernels/graph/sumByTarget';

/**
 * For every atom, the sum over the edges that end there of tensorProduct(angular ⊗ filter, x at the edge's start): the filter
 * of an edge has the value angular[e, m]·filter[e, l(m), f]. Messages are never stored. Edges with the id −1 at an end
 * carry nothing. There are gradients by x, filter and kernel, once; by angular, whoever asks gets an AnnealError.
 * @param x [start.count, (L2 + 1)², features]
 * @param filter [edges, L1 + 1, features] @param angular [edges, (L1 + 1)²]
 * @param kernel [L1 + 1, L2 + 1, L3 + 1, features], degrees at most 2
 * @returns [end.count, (L3 + 1)², features]
 */
export function messagePass(
  x: tf.Tensor3D,
  filter: tf.Tensor3D,
  angular: tf.Tensor2D,
  kernel: tf.Tensor4D,
  start: Segments,
  end: Segments,
): tf.Tensor3D {
  return sumOfMessages(x, filter, angular, kernel, start, end);
}
