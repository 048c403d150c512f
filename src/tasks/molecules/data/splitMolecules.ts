/** Divides molecules into training, validation and test, those of one group on one side. */
import type { DatasetReader } from '../../../engine/data/datasetReader';
import { type RowSplit, splitRows } from '../../../engine/data/split';
import { randomStream } from '../../../engine/random';
import { AnnealError } from '../../../protocol/errors';
import type { MoleculesConfig } from '../config';
import { arrayNamed, arraysByKey } from './arrays';

type SplitConfig = Pick<MoleculesConfig, 'dataset' | 'training'>;

/**
 * Groups are shuffled by the seed and shared out whole, so that geometries of one molecule never stand on both sides; the
 * parts are those of the groups. @param rows ascending.
 * @param insists whether there must be an array of groups that is named: data of a trained model need none.
 * @throws AnnealError `data-not-found` for an array of groups that there is not, `data-mismatch` for one of another
 * shape.
 */
export async function splitMolecules(
  data: DatasetReader,
  rows: Uint32Array,
  { dataset, training }: SplitConfig,
  insists = true,
): Promise<RowSplit> {
  const groups = await groupsOf(data, rows, dataset.groupBy, insists);
  const members = new Map<number, number[]>();
  rows.forEach((row, i) => {
    const group = groups[i]!;
    const known = members.get(group);
    if (known) known.push(row);
    else members.set(group, [row]);
  });
  const { validationFraction, testFraction, numTrain, numValid } = dataset;
  const own = [...members.values()];
  const numbers = Uint32Array.from(own, (_, i) => i);
  const split = splitRows(numbers, {
    split: 'random',
    validationFraction,
    testFraction,
    seed: training.seed,
  });
  const rowsOf = (part: Uint32Array, most: number | null) => {
    const found = Uint32Array.from([...part].flatMap((group) => own[group]!));
    if (most === null || most >= found.length) return found.sort();
    return randomStream(training.seed, 'subset').shuffle(found).slice(0, most).sort();
  };
  return {
    train: rowsOf(split.train, numTrain),
    validation: rowsOf(split.validation, numValid),
    test: rowsOf(split.test, null),
  };
}

/** A number for each row, the same for rows of one group. A row whose text is missing is a group of its own. */
async function groupsOf(
  data: DatasetReader,
  rows: Uint32Array,
  chosen: string,
  insists: boolean,
): Promise<ArrayLike<number>> {
  const array = arrayNamed(data.arrays.values(), chosen || 'smiles');
  const molecules = arraysByKey(data.arrays.values()).R?.shape[0];
  const fits =
    array?.shape[0] === molecules && array?.shape.every((length, axis) => axis === 0 || length === 1);
  if (insists && chosen !== '' && (!array || !fits)) {
    const message = array
      ? `The array \`${array.name}\` has not one value a molecule to split by.`
      : `There is no array \`${chosen}\` to split by.`;
    throw new AnnealError(array ? 'data-mismatch' : 'data-not-found', message, {
      place: 'dataset.groupBy',
      received: array ? `shape [${array.shape.join(', ')}]` : chosen,
      remedy: `Name an array with one value a molecule, or none; there are: ${[...data.arrays.keys()].join(', ')}.`,
    });
  }
  if (!array || !fits) return rows;
  const values = await data.read(array.name);
  const numbers = new Map<number | bigint, number>();
  let next = 0;
  return Array.from(rows, (row) => {
    const value = values[row]!;
    const known = numbers.get(value) ?? next++;
    if (!array.categories || value >= 0) numbers.set(value, known);
    return known;
  });
}
