/** Datasets in memory and in files, read in parts. */
import { describe, expect, it } from 'vitest';
import type { ArraySet, NamedArray } from '../../formats/arrays';
import { setOf, texts } from './arrays.fixture';
import {
  bytesInMemory,
  type DatasetReader,
  placedData,
  readAll,
  readWhole,
  rememberReads,
  residentData,
} from './datasetReader';
import { inFile, watchReads } from './datasetReader.fixture';

const array = (name: string, dtype: NamedArray['dtype'], data: NamedArray['data']): NamedArray => ({
  name,
  dtype,
  shape: [data.length],
  data,
  categories: null,
});

const arrays: ArraySet = setOf(
  {
    ...array(
      'images',
      'uint8',
      Uint8Array.from({ length: 24 }, (_, i) => i),
    ),
    shape: [2, 3, 4],
  },
  array('wide', 'int64', BigInt64Array.of(-1n, 2n ** 60n, 3n)),
  array('small', 'float32', Float32Array.of(0.1, Number.NaN, -3)),
  texts('colour', ['red', null, 'blue']),
);

describe.each<[string, (arrays: ArraySet) => DatasetReader]>([
  ['in memory', residentData],
  ['in a file', inFile],
])('data %s', (_, open) => {
  it('give any part of an array, flat, and all of it', async () => {
    const data = open(arrays);
    expect([...data.arrays.keys()]).toEqual(['images', 'wide', 'small', 'colour']);
    expect(await data.read('images', 5, 9)).toEqual(Uint8Array.of(5, 6, 7, 8));
    expect(await data.read('images', 22)).toEqual(Uint8Array.of(22, 23));
    expect(await data.read('images', 7, 7)).toEqual(new Uint8Array(0));
    expect(await data.read('wide', 1, 3)).toEqual(BigInt64Array.of(2n ** 60n, 3n));
    expect(await data.read('small')).toEqual(arrays.get('small')!.data);
    expect(await readWhole(data, 'colour')).toEqual(arrays.get('colour'));
    expect(await readAll(data)).toEqual(arrays);
  });

  it('say which arrays there are when asked for another one', async () => {
    const read = async () => open(arrays).read('image');
    await expect(read()).rejects.toMatchObject({
      code: 'data-not-found',
      message: 'There is no array `image`.',
      details: { remedy: 'There are: images, wide, small, colour.' },
    });
  });
});

it('values that lie in a file keep their byte order, and half floats become floats', async () => {
  const file = new Blob([Uint8Array.of(0, 0, 0x12, 0x34, 0xff, 0xfe, 0x3c, 0x00, 0xc1, 0x00)]);
  const outline = { shape: [2], categories: null };
  let closed = 0;
  const data = placedData(
    [
      {
        outline: { ...outline, name: 'a', dtype: 'int16' },
        values: { bytes: file, offset: 2, dtype: 'int16', bigEndian: true },
      },
      {
        outline: { ...outline, name: 'b', dtype: 'float16' },
        values: { bytes: file, offset: 6, dtype: 'float16', bigEndian: true },
      },
    ],
    () => {
      closed++;
    },
  );
  expect(await data.read('a')).toEqual(Int16Array.of(0x1234, -2));
  expect(await data.read('b', 1)).toEqual(Float32Array.of(-2.5));
  data.close();
  expect(closed).toBe(1);
});

it('columns of one array that are read side by side are read once, and a remembered part is not kept for long', async () => {
  const { data, reads } = watchReads(inFile(arrays));
  const remembering = rememberReads(data);
  const [first, second] = await Promise.all([
    remembering.read('images', 0, 8),
    remembering.read('images', 0, 8),
  ]);
  expect(second).toBe(first);
  await remembering.read('small', 0, 1);
  await remembering.read('images', 0, 8);
  expect(reads).toHaveLength(2);
  expect(await remembering.read('images', 8, 16)).toEqual(Uint8Array.of(8, 9, 10, 11, 12, 13, 14, 15));
  expect(await remembering.read('images', 8)).toHaveLength(16);
  await remembering.read('images', 0, 8);
  expect(reads).toHaveLength(5);
});

it('what values take in memory counts half floats as floats', () => {
  const outline = { name: 'a', shape: [5, 2], categories: null };
  expect(bytesInMemory([{ ...outline, dtype: 'float16' }])).toBe(40);
  expect(bytesInMemory([{ ...outline, dtype: 'uint8' }, ...arrays.values()])).toBe(10 + 24 + 24 + 12 + 12);
  expect(bytesInMemory([])).toBe(0);
});
