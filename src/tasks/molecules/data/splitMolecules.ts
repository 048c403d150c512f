/** Divides molecules into training, validation and test, those of one group on one side. */
import type { DatasetReader } from '../../../engine/data/datasetReader';
import { type RowSplit, splitRows } from '../../../engine/data/split';
import { randomStream } from '../../../engine/random';
import { AnnealError } from '../../../protocol/errors';
import type { MoleculesConfig } from '../config';

type SplitConfig = Pick<MoleculesConfig, 'dataset' | 'training'>;

/**
 * Groups are shuffled by the seed and shared out whole, so that geometries of one molecule never stand on both sides; the
 * parts are those of the groups. @param rows ascending.
 * @throws AnnealError `data-not-found` for an array of groups that there is not.
 */
export async function splitMolecules(
  data: DatasetReader,
  rows: Uint32Array,
  { dataset, training }: SplitConfig,
): Promise<RowSplit> {
  const groups = await groupsOf(data, rows, dataset.groupBy);
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

/** A number for each row, the same for rows of one group. */
async function groupsOf(data: DatasetReader, rows: Uint32Array, chosen: string): Promise<ArrayLike<number>> {
  const array = data.arrays.get(chosen || 'smiles');
  if (!array && chosen !== '') {
    throw new AnnealError('data-not-found', `There is no array \`${chosen}\` to split by.`, {
      place: 'dataset.groupBy',
      received: chosen,
      remedy: `There are: ${[...data.arrays.keys()].join(', ')}.`,
    });
  }
  if (!array) return rows;
  const values = await data.read(array.name);
  const numbers = new Map<number | bigint, number>();
  return Array.from(rows, (row) => {
    const value = values[row]!;
    const known = numbers.get(value) ?? numbers.size;
    numbers.set(value, known);
    return known;
  });
}
