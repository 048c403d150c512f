/** Molecules of a stored dataset, a few rows at a time: what is looked at is read, and never the whole. */
import type { DatasetReader } from '../../../engine/data/datasetReader';
import { sizeOf } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import type { StoredDataset } from '../../engine';
import { moleculeArrays } from '../data/arrays';
import { type GridScale, type MoleculeSet, namesOf, openMolecules, withGridScale } from '../data/moleculeSet';

export interface StoredMolecules {
  count: number;
  /**
   * The molecules from one row up to another. Their numbers there begin at 0, and so does `row` of each.
   * @throws data-not-found for rows that are not there.
   */
  part(from: number, to: number, gridScale?: GridScale): Promise<MoleculeSet>;
}

/** @throws AnnealError `data-not-found` or `data-mismatch` for arrays that are missing or do not go together. */
export function openStoredMolecules({ record, data }: StoredDataset): StoredMolecules {
  const { R } = moleculeArrays(data.arrays.values());
  const count = R.shape[0] ?? 0;
  const named = namesOf(data.arrays.values(), R) !== null;
  return {
    count,
    async part(from, to, gridScale = 1) {
      if (to > count) {
        throw new AnnealError(
          'data-not-found',
          `${record.name} has no molecule in row ${to - 1}, only ${count}.`,
          {
            place: `row ${to - 1}`,
            remedy: `Rows go from 0 to ${count - 1}.`,
          },
        );
      }
      const set = await openMolecules(rowsOf(data, count, from, to));
      return { ...withGridScale(set, gridScale), name: (row) => (named ? set.name(row) : `${from + row}`) };
    },
  };
}

/** The rows of a dataset as a dataset of their own. Arrays of other lengths are about something else. */
function rowsOf(data: DatasetReader, count: number, from: number, to: number): DatasetReader {
  const own = [...data.arrays.values()].filter(({ shape }) => shape[0] === count);
  const arrays = new Map(
    own.map((array) => [array.name, { ...array, shape: [to - from, ...array.shape.slice(1)] }]),
  );
  return {
    arrays,
    read(name, start = 0, end) {
      const width = sizeOf(arrays.get(name)!.shape.slice(1));
      const first = from * width;
      return data.read(name, first + start, end === undefined ? to * width : first + end);
    },
    close() {},
  };
}
