import { expect, test } from 'vitest';
import type { ArraySheet, DescribedDataset } from '../../protocol/datasets';
import { assign, offersTranspose, partOf, type Roles, suggestedRoles } from './roles';

function sheet(name: string, shape: number[], categories: string[] | null = null): ArraySheet {
  return { name, shape, dtype: categories ? 'string' : 'float32', categories, columns: [], firstRows: [] };
}

function dataset(...arrays: ArraySheet[]): DescribedDataset {
  return {
    version: 2,
    fingerprint: 'f'.repeat(64),
    name: 'd',
    format: 'hdf5',
    files: ['d.h5'],
    bytes: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    arrays,
    warnings: [],
  };
}

const xy = dataset(sheet('X', [100, 4]), sheet('Y', [100, 2]));
const none: Roles = { inputs: [], targets: [], transpose: false };
const [X, Y] = xy.arrays as [ArraySheet, ArraySheet];

test('X goes in and Y is predicted', () => {
  const roles = suggestedRoles(xy);
  expect(roles).toEqual({ inputs: ['X'], targets: ['Y'], transpose: false });
});

test('where nothing can be guessed nothing is chosen', () => {
  expect(suggestedRoles(dataset(sheet('only', [9])))).toEqual(none);
});

test('a single column splits the array, and the last one to come back makes it whole', () => {
  const whole: Roles = { ...none, inputs: ['X'], targets: ['Y'] };
  const split = assign(xy, whole, 'inputs', X, ['X[1]'], false);
  expect(split.inputs).toEqual(['X[0]', 'X[2]', 'X[3]']);
  expect(partOf(X, new Set(split.inputs), false)).toBe('some');
  expect(assign(xy, split, 'inputs', X, ['X[1]'], true)).toEqual(whole);
});

test('a column that becomes a target stops being an input', () => {
  const roles = assign(xy, { ...none, inputs: ['X', 'Y[1]'] }, 'targets', Y, null, true);
  expect(roles).toEqual({ ...none, inputs: ['X'], targets: ['Y'] });
});

test('names follow the order of the dataset, not of the clicks', () => {
  const later = assign(xy, assign(xy, none, 'inputs', Y, ['Y[1]'], true), 'inputs', X, ['X[2]'], true);
  expect(later.inputs).toEqual(['X[2]', 'Y[1]']);
});

test('transposing is offered only where rows differ and columns agree', () => {
  expect(offersTranspose(dataset(sheet('X', [4, 100]), sheet('Y', [2, 100])))).toBe(true);
  expect(offersTranspose(xy)).toBe(false);
  expect(offersTranspose(dataset(sheet('X', [4, 100]), sheet('Y', [100])))).toBe(false);
  expect(offersTranspose(dataset(sheet('X', [100, 100])))).toBe(false);
});

test('transposed, the columns of an array are its rows', () => {
  const wide = dataset(sheet('X', [3, 100]), sheet('Y', [1, 100]));
  const roles = assign(wide, { ...none, transpose: true }, 'inputs', wide.arrays[0]!, ['X[2]'], true);
  expect(roles.inputs).toEqual(['X[2]']);
  expect(assign(wide, roles, 'targets', wide.arrays[1]!, null, true).targets).toEqual(['Y']);
});
