/** The loss of one molecule on the host, as evaluation has it: points that count weigh the same. */
import type { DcmLossConfig } from '../lossConfig';
import type { PredictedMolecule } from '../molecule';
import { potentialErrors, predictedMonopoles } from './moleculeFigures';

type Weights = Pick<
  DcmLossConfig,
  'espWeight' | 'monopoleWeight' | 'chargeConservationWeight' | 'dipoleWeight'
>;

/** Weighted sum of ½ mean square errors (of the dipole ½ the squared one) and (Σq − Q)²; what has no reference is left out. */
export function moleculeLoss(predicted: PredictedMolecule, weights: Weights): number {
  const { molecule, potential, pointMask, dipole } = predicted;
  const monopoles = predictedMonopoles(predicted);
  const { rmse } = potentialErrors(potential, molecule.potential, pointMask);
  const half = (squares: number) => squares / 2;
  let loss = 0;
  if (molecule.potential.length > 0 && pointMask.includes(1)) loss += weights.espWeight * half(rmse * rmse);
  const { monopoles: reference } = molecule;
  if (reference) {
    const squares = monopoles.reduce((sum, value, atom) => sum + (value - reference[atom]!) ** 2, 0);
    loss += weights.monopoleWeight * half(squares / monopoles.length);
  }
  const total = monopoles.reduce((sum, value) => sum + value, 0);
  loss += weights.chargeConservationWeight * (total - molecule.totalCharge) ** 2;
  if (molecule.dipole) {
    const squares = molecule.dipole.reduce((sum, value, c) => sum + (dipole[c]! - value) ** 2, 0);
    loss += weights.dipoleWeight * half(squares);
  }
  return loss;
}
