/** One pass over files: where values go, what is known of them afterwards, and how it ends early. */
import { expect, test } from 'vitest';
import type { NamedArray } from '../../formats/arrays';
import { fileOf } from '../../formats/openedFile.fixture';
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

test('what was imported is read back, known by the same fingerprint and the same statistics', async () => {
  const arrays = [X, kind, half];
  const plan = planImport([{ name: 'a.csv', file: fileOf(arrays, { step: 1 }) }]);
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
  const file = fileOf([X, kind, half], { step: 1, plain: (name) => (name === 'X' ? stays : null) });
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
  const images = numbers('images', [1, 2, 3]);
  const expected = [numbers('images', [1, 2, 3, 4])];
  const plan = planImport([{ name: 'set', file: fileOf([images], { expected }) }]);
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
