/**
 * The loss of predicted charges: potential, charges of the atoms, total charge and dipole, each weighted. Every part is a
 * mean over molecules of the part of one molecule, so that a batch's loss is the mean of its molecules' losses.
 */
import * as tf from '@tensorflow/tfjs';
import { sumByTarget } from '../../../engine/kernels/graph/sumByTarget';
import type { DcmLossConfig } from '../lossConfig';
import { fact, type Prediction, type Reference } from '../model/prediction';

/** Of each molecule, [molecules], zero where it has no reference. Half the mean square error, but for the total charge. */
export interface LossParts {
  esp: tf.Tensor1D;
  mono: tf.Tensor1D;
  chargeConservation: tf.Tensor1D;
  dipole: tf.Tensor1D;
}

export function lossParts(prediction: Prediction, reference: Reference): LossParts {
  const { atoms, points, atomShares, pointWeights, about } = reference;
  const potential = tf.square(tf.sub(prediction.potential, reference.potential));
  const monopoles = tf.square(tf.sub(prediction.monopoles, reference.monopoles));
  const dipoles = tf.sum<tf.Tensor1D>(tf.square(tf.sub(prediction.dipoles, reference.dipoles)), 1);
  const half = (x: tf.Tensor, known: 'hasMonopoles' | 'hasDipole') =>
    tf.mul<tf.Tensor1D>(x, tf.mul(fact(about, known), 0.5));
  return {
    esp: tf.mul(sumByTarget(tf.mul(potential, pointWeights), points), 0.5),
    mono: half(sumByTarget(tf.mul(monopoles, atomShares), atoms), 'hasMonopoles'),
    chargeConservation: tf.square(tf.sub(prediction.totals, fact(about, 'charge'))),
    dipole: half(dipoles, 'hasDipole'),
  };
}

/** Losses of the molecules, [molecules], and their mean; a part of weight zero is not even differentiated. */
export function weightedLoss(
  parts: LossParts,
  about: tf.Tensor2D,
  loss: DcmLossConfig,
): { losses: tf.Tensor1D; mean: tf.Scalar } {
  const terms = (
    [
      [parts.esp, loss.espWeight],
      [parts.mono, loss.monopoleWeight],
      [parts.chargeConservation, loss.chargeConservationWeight],
      [parts.dipole, loss.dipoleWeight],
    ] as const
  ).flatMap(([part, weight]) => (weight === 0 ? [] : [tf.mul<tf.Tensor1D>(part, weight)]));
  const losses = terms.length > 0 ? terms.reduce((sum, term) => tf.add(sum, term)) : tf.zerosLike(parts.esp);
  return { losses, mean: tf.div(tf.sum(losses), tf.sum(fact(about, 'count'))) };
}
