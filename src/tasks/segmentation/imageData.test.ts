import { expect, test } from 'vitest';
import type { ArraySheet, DatasetRecord, DType, FileFormat } from '../../protocol/datasets';
import { suitableTasks } from '../suitable';
import { segmentation } from './description';
import { imageArraysOf, imageNamesOf, imageOptions } from './imageData';

/** Whether a dataset is for this task: alone, before the others, after them, or not at all. */
function standing(dataset: DatasetRecord): 'alone' | 'first' | 'later' | 'none' {
  const kinds = suitableTasks(dataset).map(({ kind }) => kind);
  const place = kinds.indexOf('segmentation');
  if (place < 0) return 'none';
  return kinds.length === 1 ? 'alone' : place === 0 ? 'first' : 'later';
}

function sheet(
  name: string,
  shape: number[],
  dtype: DType | 'string' = 'uint8',
  categories: string[] | null = null,
): ArraySheet {
  return { name, shape, dtype, categories, columns: [], firstRows: [] };
}

function dataset(format: FileFormat, ...arrays: ArraySheet[]): DatasetRecord {
  return {
    version: 2,
    fingerprint: 'f'.repeat(64),
    name: 'd',
    format,
    files: ['d'],
    bytes: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    location: { kind: 'arrays' },
    arrays,
    warnings: [],
  };
}

const folder = dataset(
  'images',
  sheet('images', [3, 64, 64, 3]),
  sheet('masks', [3, 64, 64]),
  sheet('names', [3], 'string', ['a.png', 'b.png', 'c.png']),
);

test('pictures are for segmentation, tables are not', () => {
  expect(standing(folder)).toBe('alone');
  expect(standing(dataset('images', sheet('images', [3, 4, 4, 1])))).toBe('alone');
  expect(standing(dataset('hdf5', sheet('X', [100, 4]), sheet('Y', [100, 2])))).toBe('none');
});

test('arrays that look like images with labels can be for both, labels first as masks', () => {
  const arrays = [sheet('x', [9, 32, 32]), sheet('y', [9, 32, 32, 1])];
  expect(standing(dataset('npz', ...arrays))).toBe('first');
  const fields = [sheet('x', [9, 32, 32], 'float32'), sheet('y', [9, 32, 32], 'float32')];
  expect(standing(dataset('npz', ...fields))).toBe('later');
  const matrices = [sheet('x', [9, 3, 3]), sheet('y', [9, 3, 3])];
  expect(standing(dataset('npz', ...matrices))).toBe('none');
  // A label an image is no mask.
  expect(standing(dataset('npz', sheet('x', [9, 32, 32]), sheet('y', [9])))).toBe('none');
});

test('the arrays that can be masks fit the images that are chosen', () => {
  const both = dataset(
    'npz',
    sheet('raw/a', [9, 32, 32, 3]),
    sheet('raw/b', [9, 16, 16]),
    sheet('labels/a', [9, 32, 32]),
    sheet('labels/b', [9, 16, 16]),
  );
  expect(imageArraysOf(both)).toEqual({ images: null, masks: null });
  expect(imageOptions(both, { images: 'raw/b', masks: '' })).toEqual({
    images: ['raw/a', 'raw/b', 'labels/a', 'labels/b'],
    masks: ['labels/b'],
  });
  expect(imageArraysOf(both, { images: 'raw/a', masks: 'labels/a' }).masks?.name).toBe('labels/a');
  expect(imageArraysOf(both, { images: 'raw/a', masks: 'labels/b' }).masks).toBeNull();
});

test('images are counted as images, whether their sizes agree or not', () => {
  expect(segmentation.countExamples(folder)).toBe(3);
  const ragged = dataset(
    'images',
    sheet('images', [500, 1]),
    sheet('masks', [500]),
    sheet('sizes', [7, 2], 'int32'),
  );
  expect(segmentation.countExamples(ragged)).toBe(7);
  expect(imageArraysOf(ragged).masks?.name).toBe('masks');
});

test('names stand in the order of the images only where each occurs once', () => {
  expect(imageNamesOf(folder, 3)).toEqual(['a.png', 'b.png', 'c.png']);
  const twice = dataset(
    'images',
    sheet('images', [3, 64, 64, 1]),
    sheet('names', [3], 'string', ['a.png', 'b.png']),
  );
  expect(imageNamesOf(twice, 3)).toBeNull();
});
