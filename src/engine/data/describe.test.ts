/** Sheets against numbers from NumPy 1.24 (`mean`, `std`, `median`, `histogram(bins=20)`). */
import { describe, expect, it } from 'vitest';
import type { NamedArray } from '../../formats/arrays';
import { numbers, texts } from './arrays.fixture';
import { describeArray } from './describe';

/** (k * 37 mod 101)^1.5 for k = 0..199, and 5000 at k = 200; computed the same way in Python. */
const values = Array.from({ length: 201 }, (_, k) => (k === 200 ? 5000 : ((k * 37) % 101) ** 1.5));

describe('describeArray', () => {
  it('gives the statistics that NumPy gives', () => {
    const [column] = describeArray(numbers('v', values)).columns;
    expect(column).toMatchObject({ name: 'v', count: 201, missing: 0, min: 0, max: 5000, outliers: 1 });
    expect(column!.mean).toBeCloseTo(424.6276264439045, 9);
    expect(column!.std).toBeCloseTo(443.1970022921132, 9);
    expect(column!.median).toBeCloseTo(353.5533905932738, 9);
    expect(column!.histogram).toEqual([79, 46, 39, 34, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('names the columns of a matrix and describes each', () => {
    const { columns, shape, dtype } = describeArray(numbers('X', [1, 10, 2, 20, 3, 60], [3, 2]));
    expect({ shape, dtype }).toEqual({ shape: [3, 2], dtype: 'float64' });
    expect(columns.map(({ name, mean, median }) => [name, mean, median])).toEqual([
      ['X[0]', 2, 2],
      ['X[1]', 30, 20],
    ]);
    expect(describeArray(numbers('Y', [1, 2], [2, 1])).columns[0]!.name).toBe('Y');
  });

  it('counts missing and infinite values and leaves them out', () => {
    const [column] = describeArray(numbers('v', [1, Number.NaN, 3, Infinity])).columns;
    expect(column).toMatchObject({ count: 2, missing: 2, mean: 2, min: 1, max: 3, median: 2 });
  });

  it('has no rows of a scalar', () => {
    const { columns, firstRows } = describeArray(numbers('rate', [120], []));
    expect(columns).toMatchObject([{ name: 'rate', count: 0, missing: 0, mean: null }]);
    expect(firstRows).toEqual([]);
  });

  it('has no numbers for a column without values', () => {
    const [column] = describeArray(numbers('v', [Number.NaN, Number.NaN])).columns;
    expect(column).toEqual({
      name: 'v',
      count: 0,
      missing: 2,
      mean: null,
      std: null,
      min: null,
      max: null,
      median: null,
      outliers: 0,
      histogram: [],
      sampled: null,
      distinct: null,
    });
  });

  it('gives a constant column the deviation 0 and one full bin', () => {
    const [column] = describeArray(numbers('v', new Array(1000).fill(0.1))).columns;
    expect(column).toMatchObject({ std: 0, min: 0.1, max: 0.1, median: 0.1, outliers: 0 });
    expect(column!.histogram[0]).toBe(1000);
  });

  it('counts the categories of text', () => {
    const sheet = describeArray(texts('colour', ['red', 'blue', null, 'red']));
    expect(sheet).toMatchObject({ dtype: 'string', categories: ['red', 'blue'] });
    expect(sheet.columns[0]).toMatchObject({ count: 3, missing: 1, mean: null, histogram: [2, 1] });
    expect(sheet.firstRows).toEqual([['red'], ['blue'], [null], ['red']]);
  });

  it('shows at most twenty rows, as they would be printed', () => {
    const { firstRows } = describeArray(numbers('v', values));
    expect(firstRows).toHaveLength(20);
    expect(firstRows[1]).toEqual([37 ** 1.5]);
    const single = {
      name: 's',
      dtype: 'float32' as const,
      shape: [4],
      data: Float32Array.of(0.1, 1 / 3, Number.NaN, -Infinity),
      categories: null,
    };
    // numpy: str(np.float32(0.1)), str(np.float32(1/3))
    expect(describeArray(single).firstRows).toEqual([[0.1], [0.33333334], [null], ['-inf']]);
    const wide = {
      name: 'w',
      dtype: 'int64' as const,
      shape: [2],
      data: BigInt64Array.of(5n, 2n ** 60n),
      categories: null,
    };
    expect(describeArray(wide).firstRows).toEqual([[5], ['1152921504606846976']]);
  });

  it('describes at most 256 columns', () => {
    const sheet = describeArray(numbers('X', new Array(600).fill(1), [2, 300]));
    expect(sheet.columns).toHaveLength(256);
    expect(sheet.firstRows[0]).toHaveLength(256);
    expect(sheet.shape).toEqual([2, 300]);
  });

  it('takes an array without rows', () => {
    const sheet = describeArray(numbers('X', [], [0, 2]));
    expect(sheet.firstRows).toEqual([]);
    expect(sheet.columns[0]).toMatchObject({ count: 0, missing: 0, mean: null });
  });

  /** (k * 37 mod 251), above 200: 255, as [3, 9, 8, 2]; statistics by NumPy over axes 0 to 2. */
  const pixels = Uint8Array.from({ length: 432 }, (_, k) => ((k * 37) % 251 > 200 ? 255 : (k * 37) % 251));
  const images: NamedArray = {
    name: 'images',
    dtype: 'uint8',
    shape: [3, 9, 8, 2],
    data: pixels,
    categories: null,
  };

  it.each<[string, NamedArray]>([
    ['bytes, which are counted', images],
    ['floating point, which is sorted', { ...images, dtype: 'float32', data: Float32Array.from(pixels) }],
  ])('describes images by channel: %s', (_kind, array) => {
    const { columns, shape, firstRows } = describeArray(array);
    expect(shape).toEqual([3, 9, 8, 2]);
    expect(firstRows).toEqual([]);
    expect(columns.map(({ name, count, missing }) => [name, count, missing])).toEqual([
      ['images[0]', 216, 0],
      ['images[1]', 216, 0],
    ]);
    expect(columns[0]).toMatchObject({ min: 0, max: 255, median: 123.5, outliers: 0 });
    expect(columns[0]!.mean).toBeCloseTo(129.7685185185185, 10);
    expect(columns[0]!.std).toBeCloseTo(80.7860808603077, 10);
    expect(columns[0]!.histogram).toEqual([
      12, 12, 11, 10, 11, 11, 11, 11, 11, 12, 11, 10, 11, 10, 11, 9, 0, 0, 0, 42,
    ]);
    expect(columns[1]!.median).toBe(125.5);
    expect(columns[1]!.std).toBeCloseTo(80.64384037799917, 10);
  });

  it('counts what is far outside in words of 16 bits', () => {
    // ((k * k) mod 13)^3, below 300: 7, and 60000 at 5; the quartiles are both 7 there, so a second column has none.
    const data = Uint16Array.from({ length: 432 }, (_, k) =>
      k === 5 ? 60000 : Math.max(((k * k) % 13) ** 3, 0),
    );
    const words = data.map((value) => (value < 300 ? 7 : value));
    const [column] = describeArray({
      name: 'w',
      dtype: 'uint16',
      shape: [432],
      data: words,
      categories: null,
    }).columns;
    expect(column).toMatchObject({ min: 7, max: 60000, median: 7, outliers: 1 });
    expect(column!.mean).toBeCloseTo(666.8333333333334, 10);
    expect(column!.std).toBeCloseTo(2927.7881298573043, 8);
    expect(column!.histogram[0]).toBe(431);
  });

  it('describes images as one column', () => {
    const shape = [60, 256, 256];
    const data = Uint8Array.from({ length: 60 * 65536 }, (_, index) => index % 251);
    const { columns } = describeArray({ name: 'images', dtype: 'uint8', shape, data, categories: null });
    expect(columns).toHaveLength(1);
    expect(columns[0]).toMatchObject({ name: 'images', count: 60 * 65536, min: 0, max: 250 });
  });

  it('keeps tables of small matrices as columns', () => {
    const { columns } = describeArray(numbers('R', new Array(2 * 60 * 3).fill(1), [2, 60, 3]));
    expect(columns).toHaveLength(180);
  });

  it('looks at all pixels of images of numbers that are not counted, not at one an image', () => {
    const values = Float64Array.from({ length: 3 * 16 * 16 }, (_, i) => ((i * 37) % 101) + 0.5);
    const { columns } = describeArray(numbers('images', [...values], [3, 16, 16]));
    const sorted = [...values].sort((a, b) => a - b);
    expect(columns).toHaveLength(1);
    expect(columns[0]).toMatchObject({
      count: 768,
      sampled: null,
      median: (sorted[383]! + sorted[384]!) / 2,
    });
    expect(columns[0]!.histogram.reduce((sum, count) => sum + count, 0)).toBe(768);
  });
});
