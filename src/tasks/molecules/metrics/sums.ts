/** What is summed over the molecules of a step, and the metrics that come of it. */
import * as tf from '@tensorflow/tfjs';
import { gatherRows, sumByTarget } from '../../../engine/kernels/graph/sumByTarget';
import type { Metrics } from '../../../protocol/events';
import type { DcmLossConfig } from '../lossConfig';
import type { LossParts } from '../losses/loss';
import { fact, type Prediction, type Reference } from '../model/prediction';
import { debyePerAtomicUnit, kcalPerHartree } from '../units';

/** The first is the count, the second the sum of the loss; those from `maxima` on are largest values, not sums. */
export const sumNames = [
  ...['count', 'loss', 'esp_loss', 'mono_loss', 'charge_conservation_loss', 'dipole_loss'],
  ...['molecules_mono', 'molecules_esp', 'molecules_dipole'],
  ...['atoms', 'atoms_mono', 'mono_abs', 'mono_square', 'mono_sum', 'mono_sum_square'],
  ...['esp_abs', 'esp_square', 'esp_error', 'esp_pred', 'esp_pred_square', 'esp_target', 'esp_target_square'],
  ...['esp_rmse', 'mask_fraction', 'dipole_error'],
  ...['mono_max', 'mono_negative_max', 'esp_max', 'esp_negative_max'],
] as const;
export const maxima = 4;

type SumName = (typeof sumNames)[number];

/** @param losses of each molecule, [molecules]. @returns float32 [sumNames.length]. */
export function moleculeSums(
  prediction: Prediction,
  reference: Reference,
  parts: LossParts,
  losses: tf.Tensor1D,
): tf.Tensor1D {
  const { about, atomShares, atoms, pointShares } = reference;
  const total = (x: tf.Tensor) => tf.sum(x);
  const of = (x: tf.Tensor, name: Parameters<typeof fact>[1]) => tf.sum(tf.mul(x, fact(about, name)));
  const real = tf.cast(tf.greater(atomShares, 0), 'float32');
  const { monopoles } = prediction;
  // Of each atom whether it has a reference.
  const known = tf.mul(real, gatherRows(fact(about, 'hasMonopoles'), atoms));
  const difference = tf.mul(tf.sub(monopoles, reference.monopoles), known);
  const own = tf.mul(monopoles, real);
  const error = tf.sub(prediction.potential, reference.potential);
  const square = tf.square(error);
  const columns = tf.stack(
    [
      ...[tf.abs(error), square, error, prediction.potential, tf.square(prediction.potential)],
      ...[reference.potential, tf.square(reference.potential)],
    ].map((column) => tf.mul(column, pointShares)),
    1,
  );
  const ofMolecules = sumByTarget(columns, reference.points);
  const [espAbs, espSquare, espError, espPred, espPredSquare, espTarget, espTargetSquare] = tf.unstack(
    tf.sum(ofMolecules, 0),
  ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const rmse = tf.sum(tf.sqrt(ofMolecules.slice([0, 1], [-1, 1])));
  const dipole = tf.norm(tf.sub(prediction.dipoles, reference.dipoles), 2, 1);
  const far = 1e30;
  const largest = (x: tf.Tensor, counts: tf.Tensor) =>
    tf.max(tf.sub(x, tf.mul(tf.sub(1, tf.cast(tf.greater(counts, 0), 'float32')), far)));
  const values: Record<SumName, tf.Tensor> = {
    count: total(fact(about, 'count')),
    loss: of(losses, 'count'),
    esp_loss: total(parts.esp),
    mono_loss: total(parts.mono),
    charge_conservation_loss: of(parts.chargeConservation, 'count'),
    dipole_loss: total(parts.dipole),
    molecules_mono: total(fact(about, 'hasMonopoles')),
    molecules_esp: total(fact(about, 'hasPotential')),
    molecules_dipole: total(fact(about, 'hasDipole')),
    atoms: total(real),
    atoms_mono: total(known),
    mono_abs: total(tf.abs(difference)),
    mono_square: total(tf.square(difference)),
    mono_sum: total(own),
    mono_sum_square: total(tf.square(own)),
    esp_abs: espAbs,
    esp_square: espSquare,
    esp_error: espError,
    esp_pred: espPred,
    esp_pred_square: espPredSquare,
    esp_target: espTarget,
    esp_target_square: espTargetSquare,
    esp_rmse: rmse,
    mask_fraction: of(fact(about, 'maskFraction'), 'hasPotential'),
    dipole_error: of(dipole, 'hasDipole'),
    mono_max: largest(monopoles, atomShares),
    mono_negative_max: largest(tf.neg(monopoles), atomShares),
    esp_max: largest(prediction.potential, pointShares),
    esp_negative_max: largest(tf.neg(prediction.potential), pointShares),
  };
  return tf.stack(sumNames.map((name) => values[name])) as tf.Tensor1D;
}

/** In the units of people where the name says so; what the data have no reference for is left out. */
export function moleculeMetrics(sums: ArrayLike<number>, loss: DcmLossConfig): Metrics {
  const sum = (name: SumName) => sums[sumNames.indexOf(name)]!;
  const mean = (name: SumName, of: SumName) => sum(name) / sum(of);
  const hasEsp = sum('molecules_esp') > 0;
  const hasMono = sum('molecules_mono') > 0;
  const hasDipole = sum('molecules_dipole') > 0;
  // Without any reference the rest of the loss says nothing.
  const isKnown = hasEsp || hasMono || hasDipole;
  const metrics: Metrics = { loss: isKnown ? mean('loss', 'count') : Number.NaN };
  const parts: [name: string, value: number, weight: number][] = [
    ...(hasEsp ? [['esp_loss', mean('esp_loss', 'molecules_esp'), loss.espWeight] as const] : []),
    ...(hasMono ? [['mono_loss', mean('mono_loss', 'molecules_mono'), loss.monopoleWeight] as const] : []),
    ['charge_conservation_loss', mean('charge_conservation_loss', 'count'), loss.chargeConservationWeight],
    ...(hasDipole
      ? [['dipole_loss', mean('dipole_loss', 'molecules_dipole'), loss.dipoleWeight] as const]
      : []),
  ].map(([name, value, weight]) => [name as string, value as number, weight as number]);
  for (const [name, value] of parts) metrics[name] = value;
  for (const [name, value, weight] of parts) metrics[`${name}_weighted`] = value * weight;
  if (hasMono) {
    metrics.mono_mae = mean('mono_abs', 'atoms_mono');
    metrics.mono_rmse = Math.sqrt(mean('mono_square', 'atoms_mono'));
  }
  if (hasEsp) {
    const of = (name: SumName) => mean(name, 'molecules_esp');
    const [error, predicted, target] = [of('esp_error'), of('esp_pred'), of('esp_target')];
    const spread = (square: number, mean: number) => Math.sqrt(Math.max(square - mean ** 2, 0));
    const targetStd = spread(of('esp_target_square'), target);
    metrics.esp_mae = of('esp_abs');
    metrics.esp_mae_kcal = metrics.esp_mae * kcalPerHartree;
    metrics.esp_rmse = of('esp_rmse');
    metrics.esp_rmse_kcal = metrics.esp_rmse * kcalPerHartree;
    metrics.esp_pred_mean = predicted;
    metrics.esp_pred_std = spread(of('esp_pred_square'), predicted);
    metrics.esp_error_mean = error;
    metrics.esp_error_std = spread(of('esp_square'), error);
    metrics.esp_r2_masked = Math.max(-10, 1 - of('esp_square') / Math.max(targetStd ** 2, 1e-10));
    metrics.esp_mask_fraction = of('mask_fraction');
    metrics.bias_relative = error / targetStd;
    metrics.std_ratio = metrics.esp_pred_std / targetStd;
  }
  if (hasDipole) metrics.dipole_mae_debye = mean('dipole_error', 'molecules_dipole') * debyePerAtomicUnit;
  const charge = mean('mono_sum', 'atoms');
  metrics.mono_mean = charge;
  metrics.mono_std = Math.sqrt(Math.max(mean('mono_sum_square', 'atoms') - charge ** 2, 0));
  metrics.mono_min = -sum('mono_negative_max');
  metrics.mono_max = sum('mono_max');
  return metrics;
}
