/** Molecules of a validation to look at while a run trains: the worst, the best, and two that stay the same. */
import { randomStream } from '../../engine/random';
import { formulaOf } from './formula';
import type { PredictedMolecule } from './molecule';

export interface ExampleMolecule {
  row: number;
  name: string;
  formula: string;
  /** RMSE of the potential in Hartree/e, or the loss; null where the molecule has nothing to measure it by. */
  error: number | null;
  /** [atoms]. */
  atomicNumbers: Int32Array;
  /** Å, [atoms · 3]. */
  positions: Float32Array;
  /** e, [atoms · nDcm]. */
  charges: Float32Array;
  /** Å, [atoms · nDcm · 3]. */
  places: Float32Array;
  /** Å, [points · 3]; of a large grid a part. */
  grid: Float32Array;
  /** Hartree/e, [points]; the reference is empty where the data have none. */
  predicted: Float32Array;
  reference: Float32Array;
  /** 0 where a point does not count, [points]. */
  pointMask: Uint8Array;
}

export interface Examples {
  /** What `error` is, and what they were chosen by. */
  by: 'espRmse' | 'loss';
  /** Molecules that were validated. */
  of: number;
  molecules: ExampleMolecule[];
  /** Places in `molecules`; one molecule may be several of them. */
  worst: number;
  best: number;
  same: number[];
}

/** Which rows are shown, and as what: places in `rows`. */
export interface Chosen extends Pick<Examples, 'worst' | 'best' | 'same'> {
  rows: Uint32Array;
  /** [rows]. */
  errors: number[];
}

/** Molecules that stay the same as long as a run does. */
const SAME = 2;

/** Points that are shown of a molecule, which are sent to the page after each validation. */
const POINTS = 4000;

/**
 * @param errors of the rows; negative where a molecule has none.
 * @returns null where no molecule has an error.
 */
export function chooseExamples(rows: Uint32Array, errors: ArrayLike<number>, seed: number): Chosen | null {
  // A number that is none any more is as bad as it gets.
  const sizes = Array.from(rows, (_, i) => (Number.isNaN(errors[i]!) ? Infinity : errors[i]!));
  let worst = -1;
  let best = -1;
  sizes.forEach((size, i) => {
    if (size < 0) return;
    if (worst < 0 || size > sizes[worst]!) worst = i;
    if (best < 0 || size < sizes[best]!) best = i;
  });
  if (worst < 0) return null;
  const places = Uint32Array.from(rows, (_, i) => i);
  const same = randomStream(seed, 'examples').shuffle(places).subarray(0, SAME);
  const chosen = [...new Set([worst, best, ...same])];
  const placeOf = (index: number) => chosen.indexOf(index);
  return {
    rows: Uint32Array.from(chosen, (index) => rows[index]!),
    errors: chosen.map((index) => errors[index]!),
    worst: placeOf(worst),
    best: placeOf(best),
    same: Array.from(same, placeOf),
  };
}

export function exampleOf(predicted: PredictedMolecule, name: string, error: number): ExampleMolecule {
  const { molecule, charges, places, potential, pointMask } = predicted;
  const { row, atomicNumbers, positions, grid } = molecule;
  const shown = shownPoints(row, grid.length / 3);
  const of = (values: Float32Array) => Float32Array.from(shown, (point) => values[point]!);
  return {
    row,
    name,
    formula: formulaOf(atomicNumbers),
    error: error < 0 ? null : error,
    // Copies: a molecule's own may be parts of the arrays of all, which would be sent along.
    atomicNumbers: atomicNumbers.slice(),
    positions: positions.slice(),
    charges,
    places,
    grid: Float32Array.from(
      { length: 3 * shown.length },
      (_, i) => grid[3 * shown[Math.floor(i / 3)]! + (i % 3)]!,
    ),
    predicted: of(potential),
    reference: molecule.potential.length > 0 ? of(molecule.potential) : new Float32Array(0),
    pointMask: Uint8Array.from(shown, (point) => pointMask[point]!),
  };
}

/** All of a small grid; of a large one some by chance, since evenly spread ones would lie in planes. The same each time. */
function shownPoints(row: number, points: number): Uint32Array {
  const all = Uint32Array.from({ length: points }, (_, point) => point);
  return points <= POINTS ? all : randomStream(row, 'points').shuffle(all).slice(0, POINTS).sort();
}
