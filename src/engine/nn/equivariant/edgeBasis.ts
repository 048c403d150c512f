/** What a graph network knows of the edges: their directions and lengths, as functions that a model can weight. */
import type * as tf from '@tensorflow/tfjs';
import { AnnealError } from '../../../protocol/errors';
import { edgeHarmonics } from '../../kernels/equivariant/harmonics';
import {
  type CutoffFunction,
  exponentialRadial,
  type RadialBasis,
  reciprocalRadial,
} from '../../kernels/equivariant/radial';
import type { Segments } from '../../kernels/graph/sumByTarget';

export interface EdgeBasisOptions {
  /** 0 to 2. */
  maxDegree: number;
  basis: RadialBasis;
  /** Of radial functions. */
  count: number;
  /** In the unit of the positions. */
  cutoff: number;
  cutoffFunction: CutoffFunction;
  /** Above 0, one value per unit of distance: for the basis `exponential`, which has a gradient by it. */
  gamma?: tf.Tensor;
}

export interface EdgeBasis {
  /** Real spherical harmonics of the direction R[start] − R[end], [edges, (maxDegree + 1)²]. */
  angular: tf.Tensor2D;
  /** Bernstein polynomials times the cutoff function, [edges, count]. */
  radial: tf.Tensor2D;
}

/**
 * Both are zero for an edge that has the id −1 at an end. There is no gradient by the positions: whoever asks for one gets an
 * AnnealError.
 * @param positions float32 [atoms, 3] @param start atoms that send @param end atoms that receive
 * @throws internal for the basis `exponential` without gamma.
 */
export function edgeBasis(
  positions: tf.Tensor2D,
  start: Segments,
  end: Segments,
  { maxDegree, basis, count, cutoff, cutoffFunction, gamma }: EdgeBasisOptions,
): EdgeBasis {
  const { angular, distances } = edgeHarmonics(positions, start.ids, end.ids, maxDegree);
  const attributes = { count, cutoff, cutoffFunction };
  if (basis === 'reciprocal') return { angular, radial: reciprocalRadial(distances, attributes) };
  if (!gamma) {
    throw new AnnealError('internal', 'The exponential basis of edges was asked for without gamma.', {
      remedy: 'Give gamma as a tensor with one value.',
    });
  }
  return { angular, radial: exponentialRadial(distances, gamma, attributes) };
}
