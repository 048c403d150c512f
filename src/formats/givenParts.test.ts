/** Arrays that are parts of others: `x_train`, `x_test`. */
import { describe, expect, it } from 'vitest';
import { writeNpy } from './npy/npy';
import { writeNpz } from './npy/npz';
import { openFiles } from './openFiles';
import { readFiles } from './readFiles';

const numbers = (name: string, values: number[], width = 1) => ({
  name,
  dtype: 'float64' as const,
  shape: width === 1 ? [values.length] : [values.length / width, width],
  data: Float64Array.from(values),
});

const archive = (...arrays: ReturnType<typeof numbers>[]) => [
  { name: 'data.npz', blob: new Blob([writeNpz(arrays)]) },
];

describe('data that are divided already', () => {
  it('become whole arrays and a column of parts, training first, and a word', async () => {
    const parts = await openFiles(
      archive(
        numbers('x_test', [5, 6], 2),
        numbers('x_train', [1, 2, 3, 4], 2),
        numbers('y_train', [10, 20]),
        numbers('y_test', [30]),
      ),
    );
    expect(parts.map(({ file }) => file.notes.map(({ message }) => message))).toEqual([
      [
        "`x_train`, `x_test`, `y_train`, `y_test` are read as `x`, `y` with `split`, which says the rows' parts: 2 train, 1 test",
      ],
    ]);
    const arrays = await readFiles(parts);
    expect([...arrays.keys()]).toEqual(['split', 'x', 'y']);
    expect(arrays.get('x')).toMatchObject({ shape: [3, 2], data: Float64Array.of(1, 2, 3, 4, 5, 6) });
    expect([...arrays.get('y')!.data]).toEqual([10, 20, 30]);
    expect(arrays.get('split')).toMatchObject({
      categories: ['test', 'train'],
      data: Int32Array.of(1, 1, 0),
    });
  });

  it.each([
    ['Xtrain', 'Xval', 'Ytrain', 'Yval'],
    ['train/images', 'valid/images', 'train/labels', 'valid/labels'],
    ['features-training', 'features-validation', 'target-training', 'target-validation'],
  ])('may be called %s and %s', async (...[a, b, c, d]) => {
    const named = [numbers(a!, [1, 2]), numbers(b!, [3]), numbers(c!, [4, 5]), numbers(d!, [6])];
    const [part] = await openFiles(archive(...named));
    expect(part!.file.arrays.map(({ shape }) => shape)).toEqual([[3], [3], [3]]);
  });

  it('may lie in a file each', async () => {
    const files = [
      numbers('X_train', [1, 2, 3, 4], 2),
      numbers('X_test', [5, 6], 2),
      numbers('y_train', [1, 2]),
      numbers('y_test', [3]),
    ];
    const parts = await openFiles(
      files.map((array) => ({ name: `${array.name}.npy`, blob: new Blob([writeNpy(array)]) })),
    );
    expect(parts.map(({ name }) => name)).toEqual(['X_train.npy and 3 more']);
    expect([...(await readFiles(parts)).keys()]).toEqual(['split', 'X', 'y']);
  });

  it('are left as they are where they do not fit on each other', async () => {
    const unlike = [
      [numbers('x_train', [1, 2]), numbers('y_test', [3])],
      [numbers('x_train', [1, 2]), numbers('x_test', [3]), numbers('y_train', [1, 2])],
      [numbers('x_train', [1, 2]), numbers('x_test', [3]), numbers('y_train', [1]), numbers('y_test', [3])],
      [
        numbers('x_train', [1, 2], 2),
        numbers('x_test', [3]),
        numbers('y_train', [1]),
        numbers('y_test', [3]),
      ],
    ];
    for (const arrays of unlike) {
      const [part] = await openFiles(archive(...arrays));
      expect(part!.file.arrays.map(({ name }) => name)).toEqual(arrays.map(({ name }) => name));
    }
  });
});
