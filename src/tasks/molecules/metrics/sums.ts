/** What is summed over the molecules of a step, and the metrics that come of it. */
import * as tf from '@tensorflow/tfjs';
import type { Metrics } from '../../../protocol/events';
import { facts } from '../data/packing';
import { atomMaxima, atomSums, pointMaxima, pointSums, tallyAtoms, tallyPoints } from '../kernels/tallies';
import type { DcmLossConfig } from '../lossConfig';
import type { LossParts } from '../losses/loss';
import { fact, type Prediction, type Reference } from '../model/prediction';
import { debyePerAtomicUnit, kcalPerHartree } from '../units';

/** Of each molecule, side by side: what it has of this. */
const ofMolecules = [
  ...['count', 'loss', 'esp_loss', 'mono_loss', 'charge_conservation_loss', 'dipole_loss', 'dipole_error'],
  ...['atoms', 'atoms_mono'],
] as const;
/** Some of `facts`, beginning with `hasMonopoles`. */
const ofFacts = ['molecules_mono', 'molecules_esp', 'molecules_dipole', 'mask_fraction'] as const;

/** The first is the count, the second the sum of the loss; the last `maxima` are largest values, not sums. */
export const sumNames = [
  ...[...ofMolecules, ...ofFacts, ...atomSums, ...pointSums],
  ...[...atomMaxima, ...pointMaxima],
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
  const { about, atoms, points, pointShares } = reference;
  const known = fact(about, 'hasMonopoles');
  const atomTally = tallyAtoms(prediction.monopoles, reference.monopoles, known, atoms.offsets);
  const pointTally = tallyPoints(prediction.potential, reference.potential, pointShares, points.offsets);
  const atomCounts = fact(about, 'atoms');
  // A part of the loss is zero for molecules of padding, and where there is no reference.
  const values = [
    ...[fact(about, 'count'), losses, parts.esp, parts.mono, parts.chargeConservation, parts.dipole],
    ...[tf.sqrt(tf.mul(parts.dipole, 2)), atomCounts, tf.mul(atomCounts, known)],
  ];
  const columns = (table: tf.Tensor2D, from: number, count: number) => table.slice([0, from], [-1, count]);
  const summed = [
    tf.stack(values, 1) as tf.Tensor2D,
    columns(about, facts.indexOf('hasMonopoles'), ofFacts.length),
    columns(atomTally, 0, atomSums.length),
    columns(pointTally, 0, pointSums.length),
  ];
  const largest = [
    columns(atomTally, atomSums.length, atomMaxima.length),
    columns(pointTally, pointSums.length, pointMaxima.length),
  ];
  return tf.concat([
    tf.sum<tf.Tensor1D>(tf.concat(summed, 1), 0),
    tf.max<tf.Tensor1D>(tf.concat(largest, 1), 0),
  ]);
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
