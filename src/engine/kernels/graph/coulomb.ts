/**
 * The electrostatic potential of point charges at points around them, and their dipole, for several groups of atoms at a
 * time. Distances never become a tensor: each point goes over its charges, and in the gradient each charge over its
 * points, in a fixed order.
 */
import * as tf from '@tensorflow/tfjs';
import { AnnealError } from '../../../protocol/errors';
import { wantedGradients } from '../../tfjs/tape';
import { registerHostKernel } from '../program/hostKernel';
import { registerHostOutputs } from '../program/hostOutputs';
import './coulombGpu';
import { BOHRS_PER_ANGSTROM, GRADIENT, LEAST_SQUARE, POTENTIAL } from './coulombNames';
import { gradientDirectly, potentialDirectly } from './coulombWasm';

/**
 * Which points and atoms belong together: those of segment s, of M. They lie side by side; padding has the segment −1
 * and lies in no segment's range.
 */
export interface PotentialTables {
  /** int32 [points]. */
  pointSegment: tf.Tensor;
  /** int32 [M + 1]: the points of segment s are `pointOffsets[s]` up to `pointOffsets[s + 1] − 1`. */
  pointOffsets: tf.Tensor;
  /** int32 [atoms]. */
  atomSegment: tf.Tensor;
  /** int32 [M + 1], as for the points. */
  atomOffsets: tf.Tensor;
}

type Values = Float32Array | Int32Array;

/** Å²; `i` and `j` are where x, y and z begin. */
function squareBetween(points: Values, i: number, places: Values, j: number): number {
  return (
    (points[i]! - places[j]!) ** 2 +
    (points[i + 1]! - places[j + 1]!) ** 2 +
    (points[i + 2]! - places[j + 2]!) ** 2
  );
}

registerHostKernel(
  POTENTIAL,
  ['charges', 'places', 'points', 'pointOffsets', 'atomOffsets'],
  ([, , points = []]) => points.slice(0, 1),
  (out, [charges, places, points, pointOffsets, atomOffsets], [shape]) => {
    const [, n = 1] = shape!;
    out.fill(0);
    for (let segment = 0; segment + 1 < pointOffsets!.length; segment++) {
      const [first, end] = [atomOffsets![segment]! * n, atomOffsets![segment + 1]! * n];
      for (let point = pointOffsets![segment]!; point < pointOffsets![segment + 1]!; point++) {
        let sum = 0;
        for (let i = first; i < end; i++) {
          const square = squareBetween(points!, 3 * point, places!, 3 * i);
          sum += charges![i]! / Math.sqrt(Math.max(square, LEAST_SQUARE));
        }
        out[point] = sum / BOHRS_PER_ANGSTROM;
      }
    }
  },
  potentialDirectly,
);

registerHostOutputs(
  GRADIENT,
  ['charges', 'places', 'points', 'dy', 'pointOffsets', 'atomOffsets'],
  ([charges = [], places = []]) => [charges, places],
  ([ofCharges, ofPlaces], [charges, places, points, dy, pointOffsets, atomOffsets], [shape]) => {
    const [, n = 1] = shape!;
    ofCharges!.fill(0);
    ofPlaces!.fill(0);
    for (let segment = 0; segment + 1 < pointOffsets!.length; segment++) {
      const [first, end] = [pointOffsets![segment]!, pointOffsets![segment + 1]!];
      for (let i = atomOffsets![segment]! * n; i < atomOffsets![segment + 1]! * n; i++) {
        let [sum, x, y, z] = [0, 0, 0, 0];
        for (let point = first; point < end; point++) {
          const square = squareBetween(points!, 3 * point, places!, 3 * i);
          const part = dy![point]! / Math.sqrt(Math.max(square, LEAST_SQUARE));
          sum += part;
          if (!(square > LEAST_SQUARE)) continue;
          const pull = part / square;
          x += pull * (points![3 * point]! - places![3 * i]!);
          y += pull * (points![3 * point + 1]! - places![3 * i + 1]!);
          z += pull * (points![3 * point + 2]! - places![3 * i + 2]!);
        }
        const charge = charges![i]! / BOHRS_PER_ANGSTROM;
        ofCharges![i] = sum / BOHRS_PER_ANGSTROM;
        ofPlaces!.set([charge * x, charge * y, charge * z], 3 * i);
      }
    }
  },
  gradientDirectly,
);

tf.registerGradient({
  kernelName: POTENTIAL,
  inputsToSave: ['charges', 'places', 'points', 'pointOffsets', 'atomSegment', 'atomOffsets'],
  gradFunc: (dy, [charges, places, points, pointOffsets, atomSegment, atomOffsets]) => {
    if (wantedGradients().includes('points')) {
      throw new AnnealError('internal', 'The potential of charges has no gradient for its points.', {
        received: 'points',
        remedy: 'Keep the points out of what is differentiated by; charges and places have gradients.',
      });
    }
    const [ofCharges, ofPlaces] = tf.engine().runKernel(GRADIENT, {
      charges: charges!,
      places: places!,
      points: points!,
      dy: dy as tf.Tensor,
      pointOffsets: pointOffsets!,
      atomSegment: atomSegment!,
      atomOffsets: atomOffsets!,
    }) as tf.Tensor[];
    return { charges: () => ofCharges!, places: () => ofPlaces! };
  },
});

/** @throws data-mismatch unless the shapes belong together: kernels trust them. */
function checkShapes(charges: tf.Tensor, places: tf.Tensor, rows: tf.Tensor, tables: PotentialTables): void {
  const [atoms] = charges.shape;
  const fits =
    places.shape.join() === [...charges.shape, 3].join() &&
    charges.rank === 2 &&
    rows.rank === 2 &&
    rows.shape[1] === 3 &&
    tables.atomSegment.size === atoms &&
    tables.pointOffsets.size === tables.atomOffsets.size;
  if (fits) return;
  const shown = [charges, places, rows, ...Object.values(tables)].map(({ shape }) => `[${shape.join(', ')}]`);
  throw new AnnealError('data-mismatch', 'Charges, their places and the tables of segments do not fit.', {
    received: shown.join(', '),
    remedy: 'Give charges [A, n], places [A, n, 3], rows of three coordinates, and tables made for them.',
  });
}

/**
 * V_g = Σ over charges q of the point's segment of q / (max(|r_g − r|, 10⁻⁶ Å) · 1.88973): Coulomb's law in atomic units.
 * Zero at padding, and where a segment has no atoms. Charges and places have gradients, points have none; differentiable
 * once.
 * @param charges in e, float32 [atoms, n]: n charges an atom.
 * @param places of the charges, in Å, float32 [atoms, n, 3].
 * @param points in Å, float32 [points, 3].
 * @returns in Hartree/e, float32 [points].
 * @throws data-mismatch where shapes do not belong together.
 */
export function coulombPotential(
  charges: tf.Tensor,
  places: tf.Tensor,
  points: tf.Tensor,
  tables: PotentialTables,
): tf.Tensor1D {
  checkShapes(charges, places, points, tables);
  const { pointSegment, pointOffsets, atomSegment, atomOffsets } = tables;
  const inputs = { charges, places, points, pointSegment, pointOffsets, atomSegment, atomOffsets };
  return tf.engine().runKernel(POTENTIAL, inputs) as tf.Tensor1D;
}

/**
 * Σ over the charges q of a segment of q·(r − centre)·1.88973; zero for a segment without atoms. Made of elementary
 * operations: every derivative is right.
 * @param charges in e, float32 [atoms, n].
 * @param places of the charges, in Å, float32 [atoms, n, 3].
 * @param centres in Å, float32 [M, 3]: origins of the dipoles.
 * @returns in e·bohr, [M, 3].
 * @throws data-mismatch where shapes do not belong together.
 */
export function chargeDipole(
  charges: tf.Tensor,
  places: tf.Tensor,
  centres: tf.Tensor,
  tables: PotentialTables,
): tf.Tensor2D {
  checkShapes(charges, places, centres, tables);
  return tf.tidy(() => {
    const ids = tables.atomSegment as tf.Tensor1D;
    // Padding takes any centre: it is added to no segment.
    const origins = tf.gather(centres, tf.maximum(ids, tf.zerosLike(ids)));
    const apart = tf.sub(places, tf.expandDims(origins, 1));
    const ofAtoms = tf.sum(tf.mul(tf.expandDims(charges, 2), apart), 1);
    const sums = tf.unsortedSegmentSum(ofAtoms, ids, tables.atomOffsets.size - 1);
    return tf.mul(sums, BOHRS_PER_ANGSTROM) as tf.Tensor2D;
  });
}
