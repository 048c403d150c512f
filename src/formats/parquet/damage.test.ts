/** Parquet files that declare what they do not hold, and names that mean something in JavaScript. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readArray } from '../readFiles';
import type { ParquetColumn } from './columns';
import { createListMeasure, listNumbers } from './lists';
import { openParquet } from './parquet';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
const open = (bytes: Uint8Array<ArrayBuffer>) =>
  openParquet({ name: 'data.parquet', blob: new Blob([bytes]) });

describe('a damaged Parquet file', () => {
  it.each([
    [
      'more rows than its groups have',
      'tooManyRows.parquet',
      'it declares 10 rows, and its row groups have 3',
    ],
    ['no place of its values', 'noOffsets.parquet', '`tinyint_col` does not say where its values are'],
  ])('is refused that declares %s', async (_what, name, message) => {
    await expect(open(fixture(name))).rejects.toMatchObject({
      code: 'file-format',
      message: `data.parquet is not a sound Parquet file: ${message}.`,
    });
  });

  it('gives its values, or an error, wherever a byte is wrong, and never others than it declares', async () => {
    const whole = fixture('twoNames.parquet');
    for (let at = 4; at < whole.length - 8; at += 7) {
      const damaged = whole.slice();
      damaged[at]! ^= 0x55;
      try {
        const file = await open(damaged);
        for (const { name, shape } of file.arrays) {
          const { data } = await readArray(file, name);
          expect(data.length).toBe(shape.reduce((size, length) => size * length, 1));
        }
      } catch (thrown) {
        expect(thrown).toMatchObject({ name: 'AnnealError' });
      }
    }
  });
});

describe('the columns of a Parquet file', () => {
  it('may have names that objects have, and no name', async () => {
    const file = await open(fixture('protoNames.parquet'));
    expect(file.arrays.map(({ name }) => name)).toEqual([
      '__proto__',
      'constructor',
      'toString',
      'length',
      'a.b',
      'c5',
      'with\nnewline',
    ]);
    expect([...(await readArray(file, '__proto__')).data]).toEqual([1, 2, 3]);
    expect([...(await readArray(file, 'constructor')).data]).toEqual([4, 5, 6]);
  });

  it('may share a name, and keep their own values', async () => {
    const file = await open(fixture('twoNames.parquet'));
    expect(file.arrays.map(({ name }) => name)).toEqual(['x', 'x.1']);
    expect([...(await readArray(file, 'x')).data]).toEqual([1, 2, 3]);
    expect([...(await readArray(file, 'x.1')).data]).toEqual([4, 5, 6]);
  });
});

describe('columns of lists', () => {
  const column: ParquetColumn = {
    name: 'emb',
    kind: 'number',
    dtype: 'float64',
    leaf: 0,
    divisor: 1,
    shape: [],
    path: [
      { name: 'emb', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
    ],
  };

  it('are arrays where all lists are as long; rows without one are missing', () => {
    // As hyparquet nests them: what may be missing is a list of one or none.
    const rows = [[[1, 2, 3]], [], [[4, null, 6]], [[]]];
    const measure = createListMeasure(column);
    measure.take(rows);
    expect(measure.shape()).toEqual([3]);
    const [slab] = [...listNumbers(rows, { ...column, shape: [3] })];
    const none = Number.NaN;
    expect([...slab!]).toEqual([1, 2, 3, none, none, none, 4, none, 6, none, none, none]);
  });

  it('are none where the lists differ in length', () => {
    const measure = createListMeasure(column);
    measure.take([[[1, 2, 3]]]);
    measure.take([[[1, 2]]]);
    expect(measure.shape()).toBeNull();
  });
});
