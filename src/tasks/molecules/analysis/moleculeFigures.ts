/** How well one molecule is predicted. Used by the analysis and beside the predictions in files. */
import type { PredictedMolecule } from '../molecule';
import { debyePerAtomicUnit, kcalPerHartree } from '../units';

/** (kcal/mol)/e, debye and e; NaN where there is no reference. */
export interface MoleculeFigures {
  /** Over the points that count. */
  espRmse: number;
  espMaxError: number;
  monopoleRmse: number;
  /** ‖μ − reference‖. */
  dipoleError: number;
  /** Predicted. */
  totalCharge: number;
}

/** Σ over the charges of each atom, e, [atoms]. */
export function predictedMonopoles({
  charges,
  nDcm,
}: Pick<PredictedMolecule, 'charges' | 'nDcm'>): Float64Array {
  return Float64Array.from({ length: charges.length / nDcm }, (_, atom) => {
    let sum = 0;
    for (let k = 0; k < nDcm; k++) sum += charges[atom * nDcm + k]!;
    return sum;
  });
}

export function moleculeFigures(predicted: PredictedMolecule): MoleculeFigures {
  const { molecule, potential, pointMask, dipole } = predicted;
  const esp = potentialErrors(potential, molecule.potential, pointMask);
  const monopoles = predictedMonopoles(predicted);
  const { monopoles: reference } = molecule;
  const squares =
    reference && monopoles.reduce((sum, value, atom) => sum + (value - reference[atom]!) ** 2, 0);
  return {
    espRmse: esp.rmse * kcalPerHartree,
    espMaxError: esp.largest * kcalPerHartree,
    monopoleRmse: squares === null ? Number.NaN : Math.sqrt(squares / monopoles.length),
    dipoleError: molecule.dipole ? distanceOf(dipole, molecule.dipole) * debyePerAtomicUnit : Number.NaN,
    totalCharge: monopoles.reduce((sum, value) => sum + value, 0),
  };
}

/** In the unit of the potentials; NaN where no point counts. */
export function potentialErrors(
  predicted: ArrayLike<number>,
  reference: ArrayLike<number>,
  pointMask: Uint8Array,
): { rmse: number; largest: number } {
  let [points, squares, largest] = [0, 0, 0];
  for (let p = 0; p < reference.length; p++) {
    if (pointMask[p] === 0) continue;
    const error = Math.abs(predicted[p]! - reference[p]!);
    points++;
    squares += error * error;
    largest = Math.max(largest, error);
  }
  return points === 0
    ? { rmse: Number.NaN, largest: Number.NaN }
    : { rmse: Math.sqrt(squares / points), largest };
}

export function distanceOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);
}
