/** Collects, molecule by molecule, how well some charges give potential and dipole. */
import { defined, meanDefined, quantile } from '../../../engine/metrics/statistics';
import { errorPercents, type Spread } from '../../../protocol/diagnostics';
import { debyePerAtomicUnit, kcalPerHartree } from '../units';
import { distanceOf, potentialErrors } from './moleculeFigures';
import type { ChargeFigures } from './moleculesAnalysis';

export interface ChargeTally {
  /** @returns RMSE, (kcal/mol)/e; NaN where no point counts. */
  addPotential(predicted: ArrayLike<number>, reference: Float32Array, pointMask: Uint8Array): number;
  /** Both in e·bohr. */
  addDipole(predicted: ArrayLike<number>, reference: Float32Array): void;
  finish(): ChargeFigures;
}

export function createChargeTally(): ChargeTally {
  const rmses: number[] = [];
  const distances: number[] = [];
  let components = 0;
  return {
    addPotential(predicted, reference, pointMask) {
      const rmse = potentialErrors(predicted, reference, pointMask).rmse * kcalPerHartree;
      if (reference.length > 0 && pointMask.includes(1)) rmses.push(rmse);
      return rmse;
    },
    addDipole(predicted, reference) {
      distances.push(distanceOf(predicted, reference) * debyePerAtomicUnit);
      for (let c = 0; c < 3; c++) components += Math.abs(predicted[c]! - reference[c]!) * debyePerAtomicUnit;
    },
    finish() {
      const sorted = Float64Array.from(rmses).sort();
      const sizes = Float64Array.from(distances);
      return {
        molecules: rmses.length,
        espRmse: {
          ...spreadOf(rmses),
          percentiles: errorPercents.map((percent) => ({
            percent,
            value: defined(quantile(sorted, percent / 100)),
          })),
        },
        dipole:
          sizes.length === 0
            ? null
            : {
                mae: meanDefined([...sizes]),
                rmse: defined(Math.sqrt(sizes.reduce((sum, size) => sum + size * size, 0) / sizes.length)),
                max: defined(sizes.reduce((most, size) => Math.max(most, size), 0)),
                componentMae: defined(components / (3 * sizes.length)),
              },
      };
    },
  };
}

/** Deviation with ddof 0. All null of nothing, and where a value is not finite. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean: defined(mean),
    std: defined(Math.sqrt(squares / sorted.length)),
    min: defined(sorted[0] ?? Number.NaN),
    // Sorting puts NaN last, so that a single one shows here.
    max: defined(sorted.at(-1) ?? Number.NaN),
    median: defined(quantile(sorted, 0.5)),
  };
}
