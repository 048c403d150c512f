import { expect, test } from 'vitest';
import type { ArraySheet, ColumnStatistics, DatasetRecord } from '../../../protocol/datasets';
import { sheetRows } from './sheetRows';

function statistics(name: string): ColumnStatistics {
  const numbers = { mean: 0, std: 1, min: 0, max: 1, median: 0 };
  return {
    name,
    count: 9,
    missing: 0,
    ...numbers,
    outliers: 0,
    histogram: [],
    sampled: null,
    distinct: null,
  };
}

function sheet(name: string, columns: number, described = columns): ArraySheet {
  const names = Array.from({ length: described }, (_, i) => (columns === 1 ? name : `${name}[${i}]`));
  return {
    name,
    shape: columns === 1 ? [9] : [9, columns],
    dtype: 'float32',
    categories: null,
    columns: names.map(statistics),
    firstRows: [],
  };
}

function rowsOf(arrays: ArraySheet[], search = '', open: string[] = [], transpose = false): string[] {
  const dataset: DatasetRecord = {
    version: 2,
    fingerprint: 'f',
    name: 'd',
    format: 'hdf5',
    files: [],
    bytes: 0,
    createdAt: '',
    location: { kind: 'arrays' },
    arrays,
    warnings: [],
  };
  return sheetRows(dataset, search, new Set(open), transpose).map(
    (row) => `${row.kind} ${row.kind === 'rest' ? row.count : row.name}`,
  );
}

test('an array unfolds into its columns, a single column has nothing to unfold', () => {
  const arrays = [sheet('X', 2), sheet('age', 1)];
  expect(rowsOf(arrays)).toEqual(['array X', 'array age']);
  expect(rowsOf(arrays, '', ['X', 'age'])).toEqual(['array X', 'column X[0]', 'column X[1]', 'array age']);
});

test('paths become groups, named once', () => {
  expect(rowsOf([sheet('run/X', 1), sheet('run/Y', 1), sheet('top', 1)])).toEqual([
    'group run',
    'array X',
    'array Y',
    'array top',
  ]);
});

test('a search finds columns inside folded arrays and hides the rest', () => {
  expect(rowsOf([sheet('X', 3), sheet('Y', 2)], 'x[1]')).toEqual(['array X', 'column X[1]']);
  expect(rowsOf([sheet('X', 3), sheet('Y', 2)], 'y')).toEqual(['array Y']);
});

test('columns that are not described are counted', () => {
  expect(rowsOf([sheet('X', 5, 2)], '', ['X'])).toEqual(['array X', 'column X[0]', 'column X[1]', 'rest 3']);
});

test('transposed, only arrays are listed', () => {
  expect(rowsOf([sheet('X', 3), sheet('Y', 2)], '', ['X'], true)).toEqual(['array X', 'array Y']);
});

test('a slash in the name of a column of a table is no folder, but a file among several is', () => {
  const dataset = (files: string[], ...names: string[]): DatasetRecord => ({
    version: 2,
    fingerprint: 'f',
    name: 'd',
    format: 'csv',
    files,
    bytes: 0,
    createdAt: '',
    location: { kind: 'arrays' },
    arrays: names.map((name) => sheet(name, 1)),
    warnings: [],
  });
  const shown = (record: DatasetRecord) =>
    sheetRows(record, '', new Set()).map((row) => `${row.kind} ${'name' in row ? row.name : ''}`);
  expect(shown(dataset(['wine.csv'], 'od280/od315', 'mg/l'))).toEqual(['array od280/od315', 'array mg/l']);
  expect(shown(dataset(['a.csv', 'b.csv'], 'a/mg/l', 'b/mg/l', 'b/x'))).toEqual([
    'group a',
    'array mg/l',
    'group b',
    'array mg/l',
    'array x',
  ]);
});
