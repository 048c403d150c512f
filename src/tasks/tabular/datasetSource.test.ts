import { describe, expect, it } from 'vitest';
import { numbers } from '../../engine/data/arrays.fixture';
import { describeArray } from '../../engine/data/describe';
import type { DescribedDataset } from '../../protocol/datasets';
import { datasetSource, differenceWords, sourceWords } from '../../runs/datasetSource';
import { defaultConfig } from '../runConfig';

function dataset(...columns: [name: string, rows: number][]): DescribedDataset {
  return {
    version: 2,
    fingerprint: 'a'.repeat(64),
    name: 'table',
    format: 'csv',
    files: ['table.csv'],
    bytes: 80,
    createdAt: '2026-01-01T00:00:00.000Z',
    arrays: columns.map(([name, rows]) => describeArray(numbers(name, Array.from({ length: rows }, Number)))),
    warnings: [],
  };
}

const config = defaultConfig('tabular');
const source = datasetSource(dataset(['a', 20], ['y', 20]), config);

describe('what a run knows of its data', () => {
  it('is said in rows and columns', () => {
    expect(source).toMatchObject({ files: ['table.csv'], examples: 20 });
    expect(sourceWords(source, 'tabular')).toBe('20 rows, 2 columns (`a`, `y`)');
  });

  it('names no array of pictures, and counts what they are', () => {
    const of = (examples: number, ...names: string[]) => ({
      ...source,
      format: 'images' as const,
      examples,
      arrays: names.map((name) => ({ name, shape: [500], dtype: 'uint8' as const })),
    });
    const own = of(8, 'images', 'masks', 'sizes');
    expect(sourceWords(own, 'tabular')).toBe('8 rows with masks');
    expect(differenceWords(own, of(7, 'images', 'masks', 'sizes'), 'tabular')).toBe(
      'has 7 rows instead of 8',
    );
    expect(differenceWords(own, own, 'tabular')).toBe('has as many images, but others, or other masks');
    expect(differenceWords(own, of(8, 'images', 'sizes'), 'tabular')).toBe('lacks `masks`');
  });

  it.each([
    [dataset(['a', 18], ['y', 18]), 'has the same columns, but 18 rows instead of 20'],
    [dataset(['a', 20], ['y', 20]), 'has the same columns and as many rows, but other values'],
    [dataset(['y', 20], ['a', 20]), 'has the same columns in another order'],
    [dataset(['a', 20], ['b', 20]), 'lacks `y`'],
    [dataset(['a', 20], ['b', 20], ['y', 20]), 'has columns besides: `b`'],
  ])('tells how another dataset differs', (other, words) => {
    expect(differenceWords(source, datasetSource(other, config), 'tabular')).toBe(words);
  });
});
