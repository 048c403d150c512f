/** Parquet against files that pyarrow wrote (`fixtures/makeParquet.py`), and files that are none. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ReadWatch, Slab } from '../openedFile';
import { readArray } from '../readFiles';
import { SLAB_BYTES } from '../values';
import { openParquet } from './parquet';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
const open = (bytes: Uint8Array<ArrayBuffer>) =>
  openParquet({ name: 'data.parquet', blob: new Blob([bytes]) });

const rows = Array.from({ length: 50 }, (_, index) => index);
const but = (missing: number, value: (row: number) => number) =>
  rows.map((row) => (row === missing ? Number.NaN : value(row)));

describe.each(['snappy', 'gzip', 'zstd'])('parquet, %s', (codec) => {
  it('reads numbers, booleans and text over several row groups, nulls as missing', async () => {
    const file = await open(fixture(`${codec}.parquet`));
    const read = async (name: string) => [...(await readArray(file, name)).data];
    expect(file.arrays.map(({ name, dtype }) => `${name} ${dtype}`)).toEqual([
      'double float64',
      'float float32',
      'long float64',
      'byte float64',
      'unsigned float64',
      'flag float32',
      'colour string',
      'kind string',
      'price float64',
      'half float32',
      'day float64',
      'list float64',
      'record.a float64',
    ]);
    expect(file.arrays.map(({ shape }) => shape)).toEqual([
      ...Array.from({ length: 11 }, () => [50]),
      [50, 2],
      [50],
    ]);
    expect(await read('double')).toEqual(rows.map((row) => row / 7));
    expect(await read('float')).toEqual(but(3, (row) => Math.fround(row / 7)));
    expect(await read('long')).toEqual(but(4, (row) => 2 ** 40 + row));
    expect(await read('byte')).toEqual(rows.map((row) => row - 25));
    expect(await read('unsigned')).toEqual(rows.map((row) => 2 ** 32 - 1 - row));
    expect(await read('flag')).toEqual(but(5, (row) => 1 - (row % 2)));
    expect(await read('price')).toEqual(rows.map((row) => row / 4));
    expect(await read('half')).toEqual(rows.map((row) => row / 4));
    expect(await readArray(file, 'colour')).toMatchObject({ categories: ['grün', 'red'], dtype: 'int32' });
    expect(await read('colour')).toEqual(rows.map((row) => (row === 6 ? -1 : 1 - (row % 2))));
    expect(await read('day')).toEqual(rows.map(() => 18262)); // 2020-01-01
    expect(await read('list')).toEqual(rows.flatMap(() => [1, 2]));
    expect(await read('record.a')).toEqual(rows.map(() => 1));
    expect(await readArray(file, 'kind')).toMatchObject({ categories: ['a', 'b', 'c'] });
    expect(await read('kind')).toEqual(rows.map((row) => row % 3));
  });

  it('says which columns it leaves out, and how it reads dates', async () => {
    const { notes } = await open(fixture(`${codec}.parquet`));
    expect(notes.map((note) => note.message)).toEqual([
      '`raw` was left out: it holds bytes that are no text',
      'Dates are read as days since 1970-01-01: `day`',
    ]);
  });
});

describe('parquet', () => {
  it('keeps booleans that cannot be missing as booleans, and finds columns behind nested ones', async () => {
    const file = await open(fixture('required.parquet'));
    expect(file.arrays.map(({ name, dtype, shape }) => `${name} ${dtype} ${shape}`)).toEqual([
      'record.a float64 2',
      'record.b float64 2,2',
      'flag bool 2',
      'x float64 2',
    ]);
    expect(await readArray(file, 'record.b')).toMatchObject({ data: Float64Array.of(2, 3, 2, 3) });
    expect(await readArray(file, 'x')).toMatchObject({ data: Float64Array.of(1.5, 2.5) });
    expect(await readArray(file, 'flag')).toMatchObject({ dtype: 'bool', data: Uint8Array.of(1, 0) });
  });

  it('refuses what is none, what is cut off, and what is damaged', async () => {
    await expect(open(new TextEncoder().encode('a,b\n'))).rejects.toMatchObject({
      code: 'file-format',
      message: 'data.parquet is not a Parquet file: it does not start with PAR1.',
    });
    const whole = fixture('snappy.parquet');
    for (const kept of [4, 100, whole.length - 1]) {
      await expect(open(whole.slice(0, kept))).rejects.toMatchObject({
        code: 'file-truncated',
        message: 'data.parquet is cut off: the PAR1 at the end of a Parquet file is missing.',
      });
    }
    const damaged = whole.slice();
    damaged.fill(0xff, whole.length - 300, whole.length - 8);
    await expect(open(damaged)).rejects.toMatchObject({ code: 'file-format' });
  });

  it('reports progress by row groups, can be cancelled, and knows its names', async () => {
    const file = await open(fixture('snappy.parquet'));
    const steps: number[] = [];
    await readArray(file, 'double', { onProgress: (done) => steps.push(done) });
    expect(steps).toEqual([20, 40, 50]);
    await expect(readArray(file, 'double', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(readArray(file, 'z')).rejects.toMatchObject({ code: 'data-not-found' });
  });
});

describe('a stream of a Parquet file', () => {
  const count = 1_200_000;
  const value: Record<string, (row: number) => number> = {
    number: (row) => (row % 1000) / 8,
    long: (row) => (row % 5 === 0 ? Number.NaN : row % 50),
    kind: (row) => (row % 7 === 0 ? -1 : [2, 0, 1][row % 3]!),
  };
  const slabsOf = async (names: string[], watch?: ReadWatch) => {
    const file = await open(fixture('long.parquet'));
    const slabs: Slab[] = [];
    for await (const slab of file.stream(names, watch)) slabs.push(slab);
    return slabs;
  };

  it('has all values in slabs, over row groups and over nulls, text with all of its categories', async () => {
    const slabs = await slabsOf(Object.keys(value));
    const rows = new Map(Object.keys(value).map((name) => [name, 0]));
    for (const { name, data, categories } of slabs) {
      expect(data.byteLength).toBeLessThanOrEqual(SLAB_BYTES);
      expect(data.buffer.byteLength).toBe(data.byteLength);
      expect(categories).toEqual(name === 'kind' ? ['a', 'b', 'c'] : null);
      const start = rows.get(name)!;
      const wrong = Array.from(data, Number).findIndex(
        (found, row) => !Object.is(found, value[name]!(start + row)),
      );
      expect(wrong).toBe(-1);
      rows.set(name, start + data.length);
    }
    expect([...rows.values()]).toEqual([count, count, count]);
    expect(slabs.length).toBeGreaterThan(6);
  });

  it('has the columns that are asked for, and may follow another one', async () => {
    const file = await open(fixture('long.parquet'));
    for (const name of ['kind', 'number', 'kind']) {
      const { data } = await readArray(file, name);
      expect(Array.from(data.slice(-3), Number)).toEqual([count - 3, count - 2, count - 1].map(value[name]!));
    }
    expect((await slabsOf(['long'])).every(({ name }) => name === 'long')).toBe(true);
  });

  it('reports its progress over all columns, and ends at the next slab once it is cancelled', async () => {
    const steps: number[] = [];
    await slabsOf(['kind', 'number'], { onProgress: (done, total) => steps.push(done / total) });
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(1);
    for (const name of ['number', 'kind']) {
      const controller = new AbortController();
      let slabs = 0;
      const read = async () => {
        const file = await open(fixture('long.parquet'));
        for await (const _ of file.stream([name], { signal: controller.signal })) {
          slabs++;
          controller.abort();
        }
      };
      await expect(read()).rejects.toMatchObject({ code: 'cancelled' });
      expect(slabs).toBe(1);
    }
  });
});
