/** Columns by name out of arrays and tables, and the errors of names and lengths that do not fit. */
import { describe, expect, it } from 'vitest';
import type { ArraySet } from '../../formats/arrays';
import { numbers, setOf, texts } from './arrays.fixture';
import { openColumns, readColumns, type SelectOptions } from './columns';
import { residentData } from './datasetReader';

async function selectColumns(arrays: ArraySet, names: string[], options?: SelectOptions) {
  const reader = openColumns(residentData(arrays), names, options);
  return { ...reader, values: await readColumns(reader) };
}

const X = numbers('X', [1, 2, 3, 4, 5, 6], [2, 3]);
const age = numbers('age', [30, Number.NaN]);
const colour = texts('colour', ['red', null]);

describe('selectColumns', () => {
  it('takes whole arrays, single columns and table columns, row-major, in the order asked for', async () => {
    const table = await selectColumns(setOf(X, age), ['age', 'X[2]', 'X[0]']);
    expect(table).toMatchObject({ names: ['age', 'X[2]', 'X[0]'], rows: 2, categories: [null, null, null] });
    expect([...table.values]).toEqual([30, 3, 1, Number.NaN, 6, 4]);
    expect((await selectColumns(setOf(X), ['X'])).names).toEqual(['X[0]', 'X[1]', 'X[2]']);
    expect([...(await selectColumns(setOf(X), ['X'])).values]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('names a column once, however often it is asked for', async () => {
    expect((await selectColumns(setOf(X), ['X[1]', 'X', 'X[1]'])).names).toEqual(['X[1]', 'X[0]', 'X[2]']);
  });

  it('gives an array with one column its own name, and prefers an exact name to an index', async () => {
    const arrays = setOf(numbers('Y', [1, 2], [2, 1]), numbers('a[1]', [7, 8]));
    expect((await selectColumns(arrays, ['Y'])).names).toEqual(['Y']);
    expect((await selectColumns(arrays, ['Y[0]'])).names).toEqual(['Y']);
    expect([...(await selectColumns(arrays, ['a[1]'])).values]).toEqual([7, 8]);
  });

  it('counts the axes after the first as one', async () => {
    const cube = numbers('C', [0, 1, 2, 3, 4, 5, 6, 7], [2, 2, 2]);
    expect([...(await selectColumns(setOf(cube), ['C[3]'])).values]).toEqual([3, 7]);
  });

  it('reads samples from columns when transposed', async () => {
    const table = await selectColumns(setOf(X, numbers('Y', [7, 8, 9], [1, 3])), ['X', 'Y'], {
      transpose: true,
    });
    expect(table).toMatchObject({ rows: 3, names: ['X[0]', 'X[1]', 'Y'] });
    expect([...table.values]).toEqual([1, 4, 7, 2, 5, 8, 3, 6, 9]);
    const cube = numbers('C', [0, 1, 2, 3, 4, 5, 6, 7], [2, 2, 2]);
    await expect(selectColumns(setOf(cube), ['C'], { transpose: true })).rejects.toThrow(
      '`C` has 3 axes and cannot be transposed',
    );
  });

  it('turns text inputs into one column a category, and missing text into missing values', async () => {
    const table = await selectColumns(setOf(texts('colour', ['red', 'blue', null, 'red'])), ['colour']);
    expect(table.names).toEqual(['colour=red', 'colour=blue']);
    const n = Number.NaN;
    expect([...table.values]).toEqual([1, 0, 0, 1, n, n, 1, 0]);
    expect(table.texts).toEqual({ colour: ['red', 'blue'] });
  });

  it('turns text targets into codes', async () => {
    const table = await selectColumns(setOf(texts('kind', ['a', 'b', null])), ['kind'], { text: 'codes' });
    expect([...table.values]).toEqual([0, 1, Number.NaN]);
    expect(table.categories).toEqual([['a', 'b']]);
  });

  it('reads other data with the categories of training; unknown text is missing', async () => {
    const arrays = setOf(texts('kind', ['b', 'new', 'a']));
    const options = { texts: { kind: ['a', 'b', 'c'] } };
    const n = Number.NaN;
    expect([...(await selectColumns(arrays, ['kind'], { ...options, text: 'codes' })).values]).toEqual([
      1,
      n,
      0,
    ]);
    const oneHot = await selectColumns(arrays, ['kind'], options);
    expect(oneHot.names).toEqual(['kind=a', 'kind=b', 'kind=c']);
    expect([...oneHot.values]).toEqual([0, 1, 0, n, n, n, 1, 0, 0]);
  });

  it('takes infinite values as missing and 64-bit integers as numbers', async () => {
    const wide = {
      name: 'id',
      dtype: 'int64' as const,
      shape: [2],
      data: BigInt64Array.of(-5n, 7n),
      categories: null,
    };
    const table = await selectColumns(setOf(wide, numbers('v', [Infinity, 1])), ['id', 'v']);
    expect([...table.values]).toEqual([-5, Number.NaN, 7, 1]);
  });

  it('lists the near name for one that does not exist', async () => {
    await expect(selectColumns(setOf(age, colour), ['agee'])).rejects.toThrow(
      expect.objectContaining({
        code: 'data-not-found',
        message: 'There is no array or column `agee`.',
        details: { place: 'agee', remedy: 'Did you mean `age`? There are: age, colour.' },
      }),
    );
    await expect(selectColumns(setOf(X), ['X[3]'])).rejects.toThrow(
      expect.objectContaining({
        code: 'data-not-found',
        message: '`X` has no column 3.',
        details: { place: 'X[3]', received: 'shape [2, 3]', remedy: 'Its columns are X[0] to X[2].' },
      }),
    );
    await expect(selectColumns(setOf(X), [])).rejects.toThrow('No columns are chosen.');
  });

  it('refuses arrays of different lengths and offers to transpose where that helps', async () => {
    const wideX = numbers('X', new Array(16 * 20).fill(0), [16, 20]);
    const wideY = numbers('Y', new Array(3 * 20).fill(0), [3, 20]);
    await expect(selectColumns(setOf(wideX, wideY), ['X', 'Y'])).rejects.toThrow(
      expect.objectContaining({
        code: 'data-mismatch',
        message: 'The arrays differ in length: `X` has 16 rows and `Y` has 3.',
        details: {
          place: 'Y',
          received: 'X [16, 20], Y [3, 20]',
          remedy: 'Their other axes match (20): set dataset.transpose to true.',
        },
      }),
    );
    await expect(selectColumns(setOf(X, numbers('Y', [1, 2, 3, 4])), ['X', 'Y'])).rejects.toThrow(
      expect.objectContaining({
        message: 'The arrays differ in length: `X` has 2 rows and `Y` has 4.',
        details: expect.objectContaining({ remedy: expect.stringContaining('one row a sample') }),
      }),
    );
  });

  it('refuses arrays without rows', async () => {
    await expect(selectColumns(setOf(numbers('X', [], [0, 4])), ['X'])).rejects.toThrow(
      expect.objectContaining({ code: 'data-empty', message: '`X` has no rows.' }),
    );
    await expect(selectColumns(setOf(numbers('s', [1], [])), ['s'])).rejects.toThrow('`s` has no rows.');
  });

  it('refuses text inputs with more than 64 different texts, but not as a target', async () => {
    const names = texts(
      'name',
      Array.from({ length: 65 }, (_, index) => `person ${index}`),
    );
    await expect(selectColumns(setOf(names), ['name'])).rejects.toThrow(
      expect.objectContaining({
        code: 'data-type',
        message: 'Column `name` holds 65 different texts.',
        details: expect.objectContaining({ received: '"person 0", "person 1", "person 2", …' }),
      }),
    );
    expect((await selectColumns(setOf(names), ['name'], { text: 'codes' })).rows).toBe(65);
  });
});
