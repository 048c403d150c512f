/** Datasets in storage for tests: arrays in memory, kept as an import keeps them. */
import { describeArray } from '../engine/data/describe';
import { importData, planImport } from '../engine/data/importData';
import type { NamedArray } from '../formats/arrays';
import { fileOf } from '../formats/openedFile.fixture';
import type { DatasetRecord } from '../protocol/datasets';
import { keepDataset } from './datasets';

/** @param expected what the file's headers say before it is read; the arrays when left out. */
export async function storeArrays(
  arrays: readonly NamedArray[],
  about: Partial<DatasetRecord> = {},
  expected?: readonly NamedArray[],
): Promise<DatasetRecord> {
  const plan = planImport([{ name: 'set', file: fileOf(arrays, { format: about.format, expected }) }]);
  return keepDataset(plan.copied, async (file) => {
    const { fingerprint } = await importData(plan, file, { describes: false });
    const { location: _, ...rest } = about;
    return {
      record: {
        version: 2,
        fingerprint,
        name: 'set',
        format: 'hdf5',
        files: ['set'],
        bytes: plan.bytes,
        createdAt: '2026-01-01T00:00:00.000Z',
        arrays: arrays.map((array) => describeArray(array)),
        warnings: [],
        ...rest,
      },
      places: plan.places.map((place) => ({
        file: null,
        offset: 'offset' in place ? place.offset : 0,
        dtype: 'float32',
        bigEndian: false,
      })),
    };
  });
}
