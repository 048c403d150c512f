/** Datasets in storage for tests: arrays in memory, kept as an import keeps them. */
import { describeArray } from '../engine/data/describe';
import { importData, planImport } from '../engine/data/importData';
import type { NamedArray } from '../formats/arrays';
import type { OpenedFile } from '../formats/openedFile';
import type { DatasetRecord, FileFormat } from '../protocol/datasets';
import { keepDataset } from './datasets';

/** Arrays as a file that offers them. */
export function fileOf(arrays: readonly NamedArray[], format: FileFormat = 'hdf5'): OpenedFile {
  return {
    format,
    arrays: arrays.map(({ name, shape, dtype, categories }) => ({
      name,
      shape,
      dtype: categories ? 'string' : dtype,
    })),
    notes: [],
    async *stream(names) {
      for (const name of names) {
        const { data, categories } = arrays.find((array) => array.name === name)!;
        yield { name, data, categories };
      }
    },
    close() {},
  };
}

export async function storeArrays(
  arrays: readonly NamedArray[],
  about: Partial<DatasetRecord> = {},
): Promise<DatasetRecord> {
  const plan = planImport([{ name: 'set', file: fileOf(arrays, about.format) }]);
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
