/** What charges amount to: potential at the points of the grid, dipole, charges of atoms and molecules; and their reference. */
import * as tf from '@tensorflow/tfjs';
import { chargeDipole, coulombPotential } from '../../../engine/kernels/graph/coulomb';
import { gatherRows, type Segments, sumByTarget } from '../../../engine/kernels/graph/sumByTarget';
import { facts } from '../data/packing';
import type { DcmLossConfig } from '../lossConfig';
import type { DistributedCharges } from './dcmnet';

/** What the molecules of a batch are compared with. */
export interface Reference {
  /** Which molecule an atom and a point belong to. */
  atoms: Segments;
  points: Segments;
  /** [atoms]: 1 / atoms of the molecule, 0 for padding; reference charges, e. */
  atomShares: tf.Tensor1D;
  monopoles: tf.Tensor1D;
  /** [points, 3] Å, [points] Hartree/e; weights of the points in the loss, of sum 1 a molecule. */
  grid: tf.Tensor2D;
  potential: tf.Tensor1D;
  pointWeights: tf.Tensor1D;
  /** The same for every point that counts, for metrics. */
  pointShares: tf.Tensor1D;
  /** [molecules, 3], e·bohr and Å. */
  dipoles: tf.Tensor2D;
  origins: tf.Tensor2D;
  /** [molecules, facts]. */
  about: tf.Tensor2D;
}

/** What a batch predicts. */
export interface Prediction {
  /** [atoms, nDcm], e. */
  charges: tf.Tensor2D;
  places: tf.Tensor3D;
  /** Sum of the charges of each atom, [atoms]; of each molecule, [molecules]. */
  monopoles: tf.Tensor1D;
  totals: tf.Tensor1D;
  /** Hartree/e, [points]. */
  potential: tf.Tensor1D;
  /** e·bohr, [molecules, 3]. */
  dipoles: tf.Tensor2D;
}

export function fact(about: tf.Tensor2D, name: (typeof facts)[number]): tf.Tensor1D {
  return about.slice([0, facts.indexOf(name)], [-1, 1]).as1D();
}

/** Potential, dipole and sums of charges; where `neutralize` asks for it, shifted to the total charge of each molecule. */
export function predict(
  { charges: raw, places }: DistributedCharges,
  { neutralize }: Pick<DcmLossConfig, 'neutralize'>,
  reference: Pick<Reference, 'atoms' | 'points' | 'grid' | 'origins' | 'about'>,
): Prediction {
  const { atoms, points, grid, origins, about } = reference;
  const charges = neutralize ? shifted(raw, atoms, about) : raw;
  const monopoles = tf.sum<tf.Tensor1D>(charges, 1);
  const tables = {
    pointSegment: points.ids,
    pointOffsets: points.offsets,
    atomSegment: atoms.ids,
    atomOffsets: atoms.offsets,
  };
  return {
    charges,
    places,
    monopoles,
    totals: sumByTarget(monopoles, atoms) as tf.Tensor1D,
    potential: coulombPotential(charges, places, grid, tables) as tf.Tensor1D,
    dipoles: chargeDipole(charges, places, origins, tables) as tf.Tensor2D,
  };
}

/** q − (Σq − Q) / number of the molecule's charges. */
function shifted(charges: tf.Tensor2D, atoms: Segments, about: tf.Tensor2D): tf.Tensor2D {
  const totals = sumByTarget(tf.sum(charges, 1), atoms);
  const number = tf.maximum(tf.mul(fact(about, 'atoms'), charges.shape[1]), 1);
  const excess = tf.div(tf.sub(totals, fact(about, 'charge')), number);
  return tf.sub(charges, gatherRows(excess, atoms).expandDims(1));
}
