/** Divides rows into training, validation and test; every row lands in exactly one of them. */
import { AnnealError } from '../../protocol/errors';
import { randomStream } from '../random';

export type SplitKind = 'chronological' | 'random' | 'stratified';

export interface SplitOptions {
  split: SplitKind;
  validationFraction: number;
  testFraction: number;
  seed: number;
  /** For `stratified`: the stratum of each of the given rows, for example from `classStrata`. */
  strata?: Uint32Array;
}

export interface RowSplit {
  train: Uint32Array;
  validation: Uint32Array;
  test: Uint32Array;
}

/**
 * Test and validation get floor(fraction · rows), training the rest. Row numbers ascend in each part.
 * - `chronological`: the first rows are the test, the next the validation, the last are trained on
 * - `random`: by the seed
 * - `stratified`: random, each stratum in its share
 * @throws AnnealError `config-invalid` for fractions that leave no training, `data-empty` for too few rows.
 */
export function splitRows(rows: Uint32Array, options: SplitOptions): RowSplit {
  const { validationFraction, testFraction } = options;
  if (validationFraction + testFraction >= 1) {
    const together = `${validationFraction} + ${testFraction}`;
    throw new AnnealError(
      'config-invalid',
      `Validation and test take all rows: ${together} is not below 1.`,
      {
        place: 'dataset.validationFraction',
        received: together,
        remedy: 'Lower dataset.validationFraction or dataset.testFraction; 0.1 each is usual.',
      },
    );
  }
  if (rows.length === 0) {
    throw new AnnealError('data-empty', 'There are no rows to train on.', {
      remedy: 'Choose a file that has rows.',
    });
  }
  const testCount = Math.floor(testFraction * rows.length);
  const validationCount = Math.floor(validationFraction * rows.length);
  const ordered = order(rows, options);
  if (options.split === 'chronological') {
    // Parts of the rows themselves: of hundreds of millions, no copy.
    return {
      test: ordered.subarray(0, testCount),
      validation: ordered.subarray(testCount, testCount + validationCount),
      train: ordered.subarray(testCount + validationCount),
    };
  }
  return {
    test: ordered.slice(0, testCount).sort(),
    validation: ordered.slice(testCount, testCount + validationCount).sort(),
    train: ordered.slice(testCount + validationCount).sort(),
  };
}

export interface FoldOptions extends Pick<SplitOptions, 'split' | 'validationFraction' | 'seed' | 'strata'> {
  /** The rows are divided into so many parts. */
  folds: number;
  /** Which of them is the test part, from 1. */
  fold: number;
}

/**
 * One of k divisions by which every row is in the test part once. Of the other rows floor(fraction · all rows) validate.
 * The order of `chronological` folds is that of the rows, and each stands together; of the others it is drawn by the seed.
 * @throws AnnealError `config-invalid` for a fold that there is not, `data-empty` for fewer rows than folds.
 */
export function foldRows(rows: Uint32Array, options: FoldOptions): RowSplit {
  const { folds, fold, validationFraction, split } = options;
  if (fold > folds) {
    throw new AnnealError('config-invalid', `There is no fold ${fold} of ${folds}.`, {
      place: 'dataset.fold',
      received: `${fold}`,
      remedy: `Choose a fold from 1 to ${folds}.`,
    });
  }
  if (rows.length < folds) {
    throw new AnnealError('data-empty', `${rows.length} rows cannot be divided into ${folds} folds.`, {
      place: 'dataset.folds',
      received: `${rows.length} rows`,
      remedy: 'Use fewer folds.',
    });
  }
  const ordered = order(rows, options);
  const from = Math.floor(((fold - 1) * rows.length) / folds);
  const to = Math.floor((fold * rows.length) / folds);
  const rest = new Uint32Array(rows.length - (to - from));
  rest.set(ordered.subarray(0, from));
  rest.set(ordered.subarray(to), from);
  const validationCount = Math.min(Math.floor(validationFraction * rows.length), rest.length - 1);
  const parts = {
    test: ordered.slice(from, to),
    validation: rest.slice(0, validationCount),
    train: rest.slice(validationCount),
  };
  if (split !== 'chronological') for (const part of Object.values(parts)) part.sort();
  return parts;
}

/** Strata by class index. */
export function classStrata(codes: Float64Array, rows: Uint32Array): Uint32Array {
  return Uint32Array.from(rows, (row) => codes[row]!);
}

/** Strata of a numeric target: `bins` groups of (nearly) equal size by rank. */
export function quantileStrata(target: Float64Array, rows: Uint32Array, bins = 10): Uint32Array {
  const byValue = Uint32Array.from(rows, (_, position) => position).sort(
    (a, b) => target[rows[a]!]! - target[rows[b]!]! || a - b,
  );
  const strata = new Uint32Array(rows.length);
  byValue.forEach((position, rank) => {
    strata[position] = Math.floor((rank * bins) / rows.length);
  });
  return strata;
}

function order(
  rows: Uint32Array,
  { split, seed, strata }: Pick<SplitOptions, 'split' | 'seed' | 'strata'>,
): Uint32Array {
  switch (split) {
    case 'chronological':
      return rows;
    case 'random':
      return randomStream(seed, 'split').shuffle(rows.slice());
    case 'stratified': {
      if (strata?.length !== rows.length)
        throw new AnnealError('internal', 'A stratified split takes one stratum a row.');
      return stratifiedOrder(rows, strata, seed);
    }
  }
}

/**
 * An order any prefix of which holds every stratum in its share: the k-th of a stratum's n shuffled rows is placed at
 * (k + 1/2) / n of the way, and rows at the same place stay in shuffled order.
 */
function stratifiedOrder(rows: Uint32Array, strata: Uint32Array, seed: number): Uint32Array {
  const shuffled = randomStream(seed, 'split').shuffle(Uint32Array.from(rows, (_, position) => position));
  const sizes = new Map<number, number>();
  for (const stratum of strata) sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1);
  const seen = new Map<number, number>();
  const places = new Float64Array(rows.length);
  for (const position of shuffled) {
    const stratum = strata[position]!;
    const index = seen.get(stratum) ?? 0;
    seen.set(stratum, index + 1);
    places[position] = (index + 0.5) / sizes.get(stratum)!;
  }
  // Array.prototype.sort is stable, and so is that of typed arrays since ES2019.
  return shuffled.sort((a, b) => places[a]! - places[b]!).map((position) => rows[position]!);
}
