import { expect, test } from 'vitest';
import type { ArraySheet, DescribedDataset, FileFormat } from '../../protocol/datasets';
import { suggestedPreset } from './suggestedPreset';

/** A target column with these values. */
function presetFor(values: (number | string)[], format: FileFormat = 'csv'): string {
  const numbers = values.filter((value) => typeof value === 'number');
  const isText = numbers.length === 0;
  const extreme = (pick: (...all: number[]) => number) => (isText ? null : pick(...numbers));
  const sheet: ArraySheet = {
    name: 'target',
    shape: [values.length],
    dtype: isText ? 'string' : 'float64',
    categories: isText ? values.map(String) : null,
    firstRows: values.slice(0, 20).map((value) => [value]),
    columns: [
      {
        name: 'target',
        count: values.length,
        missing: 0,
        mean: null,
        std: null,
        min: extreme(Math.min),
        max: extreme(Math.max),
        median: null,
        outliers: 0,
        histogram: [],
        sampled: null,
        distinct: null,
      },
    ],
  };
  const dataset: DescribedDataset = {
    version: 2,
    fingerprint: 'f',
    name: 'd',
    format,
    files: [],
    bytes: 0,
    createdAt: '',
    arrays: [sheet],
    warnings: [],
  };
  return suggestedPreset(dataset, ['target']);
}

test('text and a few whole numbers are classes, whatever the file', () => {
  expect(presetFor(['a', 'b', 'a'])).toBe('classify');
  expect(presetFor([0, 1, 2, 1, 0], 'hdf5')).toBe('classify');
  expect(presetFor([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBe('classify');
});

test('quantities of a table are split at random, those of arrays in their order', () => {
  expect(presetFor([0, 1, 0.5])).toBe('table');
  expect(presetFor([0, 100, 3], 'parquet')).toBe('table');
  expect(presetFor([0.1, 0.7], 'hdf5')).toBe('quick');
});

test('several targets are quantities', () => {
  const dataset: DescribedDataset = {
    version: 2,
    fingerprint: 'f',
    name: 'd',
    format: 'npz',
    files: [],
    bytes: 0,
    createdAt: '',
    arrays: [],
    warnings: [],
  };
  expect(suggestedPreset(dataset, ['a', 'b'])).toBe('quick');
});
