/** MATLAB's formats of all ages, against files of SciPy and h5py (`matlab.fixture.ts`). */
import { describe, expect, it } from 'vitest';
import type { OpenedFile } from '../openedFile';
import { openFile } from '../openFile';
import { readArray } from '../readFiles';
import { matlab4, matlab73, savedBySciPy } from './matlab.fixture';

const open = (bytes: Uint8Array<ArrayBuffer>) => openFile({ name: 'data.mat', blob: new Blob([bytes]) });

async function valuesOf(file: OpenedFile, name: string): Promise<unknown[]> {
  const { data, categories } = await readArray(file, name);
  return categories ? [...data].map((code) => categories[Number(code)] ?? null) : [...data];
}

const headersOf = (file: OpenedFile) =>
  Object.fromEntries(file.arrays.map(({ name, shape, dtype }) => [name, `${dtype} [${shape}]`]));

const toTwelve = Array.from({ length: 12 }, (_, index) => index);

describe('MATLAB 5', () => {
  it('lists variables, fields by their path, and what it left out', async () => {
    const file = await open(savedBySciPy);
    expect(file.format).toBe('matlab');
    expect(headersOf(file)).toEqual({
      X: 'float64 [4,3]',
      y: 'int16 [4]',
      flag: 'bool [4]',
      label: 'string [4]',
      ch: 'string [2]',
      's/a': 'float64 [4]',
      's/b/c': 'float64 [2,2]',
      sp: 'float64 [4,2]',
      i64: 'int64 [2]',
      'st/v': 'float64 [2]',
      'st/n': 'string [2]',
    });
    expect(file.notes.map(({ message }) => message)).toEqual(['`z` was left out: it holds complex numbers']);
  });

  it('turns columns into rows, cells into text, and sparse matrices into dense ones', async () => {
    const file = await open(savedBySciPy);
    expect(await valuesOf(file, 'X')).toEqual(toTwelve);
    expect(await valuesOf(file, 'y')).toEqual([1, 2, 3, 4]);
    expect(await valuesOf(file, 'flag')).toEqual([1, 0, 1, 1]);
    expect(await valuesOf(file, 'label')).toEqual(['red', 'blue', 'größe', 'x']);
    expect(await valuesOf(file, 'ch')).toEqual(['abc', 'de']);
    expect(await valuesOf(file, 'sp')).toEqual([0, 1, 2, 0, 0, 0, 0, 3]);
    expect(await valuesOf(file, 'i64')).toEqual([2n ** 60n + 1n, -5n]);
    expect(await valuesOf(file, 'st/n')).toEqual(['p', 'q']);
  });

  it('is never read further than it reaches', async () => {
    for (const kept of [130, 200, savedBySciPy.length - 1]) {
      await expect(open(savedBySciPy.slice(0, kept))).rejects.toMatchObject({
        code: expect.stringMatching(/^file-(truncated|format)$/),
      });
    }
  });
});

describe('MATLAB 4', () => {
  it('is named, with what to do', async () => {
    await expect(open(matlab4)).rejects.toMatchObject({
      code: 'file-unsupported',
      message: 'data.mat is a MATLAB 4 file, a format of before 1996.',
      details: { remedy: expect.stringContaining('-v7') },
    });
  });
});

describe('MATLAB 7.3', () => {
  it('has its axes in the order of MATLAB, and text as text', async () => {
    const file = await open(matlab73);
    expect(file.format).toBe('hdf5');
    expect(headersOf(file)).toEqual({
      X: 'float64 [4,3]',
      cube: 'float32 [2,3,4]',
      flag: 'bool [4]',
      label: 'string [4]',
      lines: 'string [2]',
      's/a': 'float64 [4]',
      sp: 'float64 [4,2]',
      title: 'string [1]',
      y: 'int16 [4]',
    });
    expect(await valuesOf(file, 'X')).toEqual(toTwelve);
    expect(await valuesOf(file, 'cube')).toEqual(Array.from({ length: 24 }, (_, index) => index));
    expect(await valuesOf(file, 'label')).toEqual(['red', 'blue', 'red', 'x']);
    expect(await valuesOf(file, 'lines')).toEqual(['abc', 'de']);
    expect(await valuesOf(file, 'title')).toEqual(['größe']);
    expect(await valuesOf(file, 'sp')).toEqual([0, 1, 2, 0, 0, 0, 0, 3]);
    file.close();
  });
});
