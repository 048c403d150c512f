/** Errors by element, and by the distance of a point from the molecule. */
import { defined } from '../../../engine/metrics/statistics';
import { symbolOf } from '../formula';
import { kcalPerHartree } from '../units';
import type { DistanceErrors, ElementErrors } from './moleculesAnalysis';

export interface ElementTally {
  /** @param predicted @param reference charge of an atom, e; null without a reference. */
  addAtom(atomicNumber: number, predicted: number, reference: number | null): void;
  /** Of a point's potential, Hartree/e. @param atomicNumber of the nearest atom. */
  addPoint(atomicNumber: number, error: number): void;
  finish(): ElementErrors[];
}

interface ElementSums {
  atoms: number;
  compared: number;
  absolute: number;
  squared: number;
  signed: number;
  points: number;
  pointSquares: number;
}

export function createElementTally(): ElementTally {
  const byNumber = new Map<number, ElementSums>();
  function sumsOf(atomicNumber: number): ElementSums {
    let sums = byNumber.get(atomicNumber);
    if (!sums) {
      sums = { atoms: 0, compared: 0, absolute: 0, squared: 0, signed: 0, points: 0, pointSquares: 0 };
      byNumber.set(atomicNumber, sums);
    }
    return sums;
  }
  return {
    addAtom(atomicNumber, predicted, reference) {
      const sums = sumsOf(atomicNumber);
      sums.atoms++;
      if (reference === null) return;
      const error = predicted - reference;
      sums.compared++;
      sums.absolute += Math.abs(error);
      sums.squared += error * error;
      sums.signed += error;
    },
    addPoint(atomicNumber, error) {
      const sums = sumsOf(atomicNumber);
      sums.points++;
      sums.pointSquares += error * error;
    },
    finish: () =>
      [...byNumber]
        .sort(([a], [b]) => a - b)
        .map(([atomicNumber, { atoms, compared, absolute, squared, signed, points, pointSquares }]) => ({
          atomicNumber,
          symbol: symbolOf(atomicNumber),
          atoms,
          monopoles:
            compared === 0
              ? null
              : {
                  mae: defined(absolute / compared),
                  rmse: defined(Math.sqrt(squared / compared)),
                  bias: defined(signed / compared),
                },
          points,
          espRmse: rootMean(pointSquares, points),
        })),
  };
}

/** Å. */
export const DISTANCE_BIN = 0.25;

export interface DistanceTally {
  /** @param distance from the nearest atom, Å. @param error @param reference Hartree/e. */
  add(distance: number, error: number, reference: number): void;
  /** From the nearest bin that holds points to the farthest. */
  finish(): DistanceErrors[];
}

export function createDistanceTally(): DistanceTally {
  const bins: { points: number; squares: number; reference: number }[] = [];
  return {
    add(distance, error, reference) {
      const index = Math.floor(distance / DISTANCE_BIN);
      while (bins.length <= index) bins.push({ points: 0, squares: 0, reference: 0 });
      const bin = bins[index]!;
      bin.points++;
      bin.squares += error * error;
      bin.reference += reference * reference;
    },
    finish() {
      const first = bins.findIndex(({ points }) => points > 0);
      return bins
        .map(({ points, squares, reference }, index) => ({
          from: index * DISTANCE_BIN,
          points,
          espRmse: rootMean(squares, points),
          reference: rootMean(reference, points),
        }))
        .slice(Math.max(0, first));
    },
  };
}

/** Root of the mean square, from Hartree/e to (kcal/mol)/e; null of nothing. */
function rootMean(squares: number, count: number): number | null {
  return count === 0 ? null : defined(Math.sqrt(squares / count) * kcalPerHartree);
}
