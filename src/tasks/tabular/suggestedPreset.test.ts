import { expect, test } from 'vitest';
import type { ArraySheet, DescribedDataset, FileFormat } from '../../protocol/datasets';
import { suggestedPreset, suggestedSettings } from './suggestedPreset';

/** A target column with these values. */
function datasetOf(values: (number | string)[], format: FileFormat = 'csv'): DescribedDataset {
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
  return dataset;
}

const presetFor = (values: (number | string)[], format?: FileFormat) =>
  suggestedPreset(datasetOf(values, format), { inputs: [], targets: ['target'] });

test('text and a few whole numbers are classes, whatever the file', () => {
  expect(presetFor(['a', 'b', 'a'])).toBe('smallClasses');
  expect(presetFor([0, 1, 2, 1, 0], 'hdf5')).toBe('classify');
  expect(presetFor([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBe('smallClasses');
  expect(presetFor(Array.from({ length: 6000 }, (_, i) => i % 3))).toBe('classify');
});

test('quantities of a table are split at random, those of arrays in their order', () => {
  expect(presetFor([0, 1, 0.5])).toBe('small');
  expect(presetFor([0, 100, 3], 'parquet')).toBe('small');
  expect(presetFor(Array.from({ length: 6000 }, (_, i) => i / 7))).toBe('table');
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
  expect(suggestedPreset(dataset, { inputs: [], targets: ['a', 'b'] })).toBe('quick');
});

test('small tables train for at least 2,000 steps, whatever their rows', () => {
  for (const rows of [60, 150, 331, 700, 2000, 5000]) {
    const dataset = datasetOf(Array.from({ length: rows }, (_, i) => i / 7));
    const settings = suggestedSettings(dataset, 'small');
    const { training } = settings as { training: { batchSize: number; epochs: number } };
    const { batchSize, epochs } = training;
    const steps = Math.ceil((0.7 * rows) / batchSize) * epochs;
    expect(steps, `${rows} rows`).toBeGreaterThanOrEqual(2000);
    expect(steps, `${rows} rows`).toBeLessThanOrEqual(4500);
  }
  expect(suggestedSettings(datasetOf([1, 2]), 'table')).toBeNull();
});

test('a table with fewer rows than twice its inputs is wide, whatever the target', () => {
  const dataset = datasetOf(Array.from({ length: 100 }, (_, i) => i / 7));
  const inputs = (count: number) => Array.from({ length: count }, (_, i) => `x[${i}]`);
  expect(suggestedPreset(dataset, { inputs: inputs(50), targets: ['target'] })).toBe('small');
  expect(suggestedPreset(dataset, { inputs: inputs(51), targets: ['target'] })).toBe('wide');
});
