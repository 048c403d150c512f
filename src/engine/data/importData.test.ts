/** One pass over files: where values go, what is known of them afterwards, and how it ends early. */
import { expect, test } from 'vitest';
import type { NamedArray } from '../../formats/arrays';
import type { OpenedFile } from '../../formats/openedFile';
import { numbers, texts } from './arrays.fixture';
import { placedData, readAll, residentData } from './datasetReader';
import { describeArray } from './describe';
import { fingerprintOf } from './fingerprint';
import { importData, placedArrays, planImport } from './importData';
import { memoryWorkspace, scratchBytes } from './workspace';

const X = numbers('X', [1, 2, 3, 4, 5, Number.NaN], [3, 2]);
const kind = texts('kind', ['b', null, 'a']);
const half: NamedArray = {
  name: 'half',
  dtype: 'float16',
  shape: [3],
  data: Float32Array.of(0.5, -2, 8),
  categories: null,
};

/** Gives values a few at a time, the arrays in turns, as a table does. */
function fileOf(arrays: NamedArray[], plain?: OpenedFile['plain']): OpenedFile {
  return {
    format: 'csv',
    arrays: arrays.map(({ name, shape, dtype, categories }) => ({
      name,
      shape,
      dtype: categories ? 'string' : dtype,
    })),
    notes: [],
    async *stream(names) {
      const wanted = arrays.filter(({ name }) => names.includes(name));
      for (let start = 0; wanted.some(({ data }) => start < data.length); start += 1) {
        for (const { name, data, categories } of wanted) {
          if (start < data.length) yield { name, data: data.slice(start, start + 1), categories };
        }
      }
    },
    ...(plain && { plain }),
    close() {},
  };
}

test('what was imported is read back, known by the same fingerprint and the same statistics', async () => {
  const arrays = [X, kind, half];
  const plan = planImport([{ name: 'a.csv', file: fileOf(arrays) }]);
  const file = await memoryWorkspace.scratch(plan.copied);
  const steps: number[] = [];
  const imported = await importData(plan, file, {
    describes: true,
    onProgress: (done, total) => steps.push(done / total),
  });
  const data = placedData(placedArrays(plan, imported.arrays, scratchBytes(file, plan.copied)));
  expect([...(await readAll(data)).values()]).toEqual(arrays);
  expect(imported.fingerprint).toBe(
    await fingerprintOf(residentData(new Map(arrays.map((array) => [array.name, array])))),
  );
  expect(imported.sheets).toEqual(arrays.map((array) => describeArray(array)));
  expect(steps.at(-1)).toBe(1);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
});

test('each array has a place of its own, and those that may stay are not copied', async () => {
  const stays = {
    bytes: new Blob([Float64Array.from(X.data as Float64Array)]),
    offset: 0,
    dtype: 'float64' as const,
    bigEndian: false,
  };
  const file = fileOf([X, kind, half], (name) => (name === 'X' ? stays : null));
  const parts = [{ name: 'a.csv', file }];
  expect(planImport(parts)).toMatchObject({
    places: [{ offset: 0 }, { offset: 64 }, { offset: 128 }],
    bytes: 72,
    copied: 192,
  });
  const plan = planImport(parts, true);
  expect(plan).toMatchObject({
    places: [{ plain: stays }, { offset: 0 }, { offset: 64 }],
    bytes: 72,
    copied: 128,
  });
  const copy = await memoryWorkspace.scratch(plan.copied);
  const { arrays } = await importData(plan, copy, { describes: false });
  const data = placedData(placedArrays(plan, arrays, scratchBytes(copy, plan.copied)));
  expect([...(await readAll(data)).values()]).toEqual([X, kind, half]);
});

test('an array that turns out shorter has the shape of what was read', async () => {
  const images = numbers('images', [1, 2, 3, 4], [4]);
  const file = fileOf([images]);
  const shorter: OpenedFile = {
    ...file,
    async *stream(names) {
      for await (const slab of file.stream(names)) if (slab.data[0] !== 4) yield slab;
      file.arrays[0]!.shape = [3];
    },
  };
  const plan = planImport([{ name: 'set', file: shorter }]);
  const { arrays, sheets } = await importData(plan, { write() {} }, { describes: true });
  expect(arrays[0]!.shape).toEqual([3]);
  expect(sheets![0]!.columns[0]).toMatchObject({ count: 3, missing: 0, max: 3 });
});

test('nothing chosen is refused, and what a file or the disk says ends the import', async () => {
  expect(() => planImport([{ name: 'a.csv', file: fileOf([X]), names: [] }])).toThrow(
    'No arrays are chosen.',
  );
  const plan = planImport([{ name: 'a.csv', file: fileOf([X]) }]);
  const full = { write: () => Promise.reject(new DOMException('full', 'QuotaExceededError')) };
  await expect(importData(plan, full, { describes: false })).rejects.toThrow('full');
});

test('images of numbers are described by all of their pixels', async () => {
  const values = Array.from({ length: 3 * 16 * 16 }, (_, i) => ((i * 37) % 101) + 0.5);
  const images = numbers('images', values, [3, 16, 16]);
  const plan = planImport([{ name: 'set', file: fileOf([images]) }]);
  const { sheets } = await importData(plan, { write() {} }, { describes: true });
  expect(sheets).toEqual([describeArray(images)]);
  expect(sheets![0]!.columns[0]).toMatchObject({ count: 768, sampled: null });
});
