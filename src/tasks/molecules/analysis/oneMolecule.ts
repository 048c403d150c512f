/** All that is known of one predicted molecule, for the view of it. */

import { formulaOf } from '../formula';
import type { PredictedMolecule } from '../molecule';
import { kcalPerHartree } from '../units';
import { type MoleculeFigures, moleculeFigures, predictedMonopoles } from './moleculeFigures';

export interface OneMolecule {
  row: number;
  name: string;
  formula: string;
  /** [atoms]. */
  atomicNumbers: Int32Array;
  /** Å, [atoms · 3]. */
  positions: Float32Array;
  nDcm: number;
  /** e, [atoms · nDcm], and their places, Å. */
  charges: Float32Array;
  places: Float32Array;
  /** Predicted, and reference charges of the atoms, e, [atoms]. */
  monopoles: Float32Array;
  reference: Float32Array | null;
  /** Å, [points · 3]. */
  grid: Float32Array;
  /** (kcal/mol)/e, [points]; reference and error are empty where the data have no potential. */
  predictedPotential: Float32Array;
  referencePotential: Float32Array;
  potentialError: Float32Array;
  /** 0 where a point does not count, [points]. */
  pointMask: Uint8Array;
  figures: MoleculeFigures;
}

export function oneMolecule(predicted: PredictedMolecule, name: string): OneMolecule {
  const { molecule, potential, pointMask, nDcm } = predicted;
  return {
    row: molecule.row,
    name,
    formula: formulaOf(molecule.atomicNumbers),
    // Copies: the molecule's own may be parts of arrays of the whole set, all of which would be posted.
    atomicNumbers: molecule.atomicNumbers.slice(),
    positions: molecule.positions.slice(),
    nDcm,
    charges: predicted.charges.slice(),
    places: predicted.places.slice(),
    monopoles: Float32Array.from(predictedMonopoles(predicted)),
    reference: molecule.monopoles?.slice() ?? null,
    grid: molecule.grid.slice(),
    predictedPotential: potential.map((value) => value * kcalPerHartree),
    referencePotential: molecule.potential.map((value) => value * kcalPerHartree),
    potentialError: molecule.potential.map((value, p) => (potential[p]! - value) * kcalPerHartree),
    pointMask: pointMask.slice(),
    figures: moleculeFigures(predicted),
  };
}
