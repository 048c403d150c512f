/** Files that stay where they are: read as they were, asked for again, and noticed when they change or go. */
import { beforeEach, expect, test, vi } from 'vitest';
import { readAll } from '../engine/data/datasetReader';
import { describeArray } from '../engine/data/describe';
import type { NamedArray } from '../formats/arrays';
import { keepDataset, openDataset } from './datasets';
import { askForReferences, keepReferences, mayReadReferences, openReferences } from './references';
import { clearDatabase } from './storedRun.fixture';

/** Handles can be stored in browsers only: here they are kept as they are. */
const kept = vi.hoisted(() => new Map<unknown, unknown>());
vi.mock('idb-keyval', async (original) => {
  const real = await original<typeof import('idb-keyval')>();
  const isOurs = (key: unknown) => String(key).startsWith('reference ');
  return {
    ...real,
    get: (key: string, store?: never) =>
      isOurs(key) ? Promise.resolve(kept.get(key)) : real.get(key, store),
    set: async (key: string, value: unknown, store?: never) =>
      isOurs(key) ? void kept.set(key, value) : real.set(key, value, store),
    del: async (key: string, store?: never) => (isOurs(key) ? void kept.delete(key) : real.del(key, store)),
  };
});

const fingerprint = 'c'.repeat(64);
const expected = { name: 'x.bin', size: 16, lastModified: 5 };
const original = () => new File([Float32Array.of(1, 2, 3, 4)], 'x.bin', { lastModified: 5 });

/** A handle that answers as it is told. */
function handleOf(file: File | Error, permission: PermissionState = 'granted', answer = permission) {
  let state = permission;
  return {
    name: 'x.bin',
    queryPermission: async () => state,
    requestPermission: async () => {
      state = answer;
      return state;
    },
    async getFile() {
      if (!(file instanceof File)) throw file;
      return file;
    },
  } as unknown as FileSystemFileHandle;
}

beforeEach(async () => {
  kept.clear();
  await clearDatabase();
});

test('a file is given as it was when nothing has happened to it', async () => {
  await keepReferences(fingerprint, [handleOf(original())]);
  expect(await mayReadReferences(fingerprint)).toBe(true);
  const [file] = await openReferences(fingerprint, [expected]);
  expect(new Float32Array(await file!.arrayBuffer())).toEqual(Float32Array.of(1, 2, 3, 4));
});

test('a file that the browser asks for is read once the reader has allowed it', async () => {
  await keepReferences(fingerprint, [handleOf(original(), 'prompt', 'granted')]);
  expect(await mayReadReferences(fingerprint)).toBe(false);
  await expect(openReferences(fingerprint, [expected])).rejects.toMatchObject({
    code: 'file-permission',
    message: 'The browser wants to ask before x.bin is read again.',
  });
  expect(await askForReferences(fingerprint)).toBe(true);
  expect(await openReferences(fingerprint, [expected])).toHaveLength(1);
});

test('a reader who refuses is asked again another time', async () => {
  await keepReferences(fingerprint, [handleOf(original(), 'prompt', 'denied')]);
  expect(await askForReferences(fingerprint)).toBe(false);
  expect(await mayReadReferences(fingerprint)).toBe(false);
});

test.each([
  ['longer', new File([new Uint8Array(17)], 'x.bin', { lastModified: 5 })],
  ['younger', new File([new Uint8Array(16)], 'x.bin', { lastModified: 6 })],
])('a file that is %s than it was is noticed', async (_case, file) => {
  await keepReferences(fingerprint, [handleOf(file)]);
  await expect(openReferences(fingerprint, [expected])).rejects.toMatchObject({
    code: 'file-changed',
    message: 'x.bin has changed since it was imported.',
    details: { received: expect.stringContaining(`${file.size} bytes`) },
  });
});

test('a file that is gone, and one whose handle is lost, say so', async () => {
  await keepReferences(fingerprint, [handleOf(new DOMException('It was moved.', 'NotFoundError') as Error)]);
  await expect(openReferences(fingerprint, [expected])).rejects.toMatchObject({
    code: 'data-not-found',
    message: expect.stringMatching(/^x\.bin cannot be read where it was: .*It was moved\./),
  });
  await expect(openReferences('d'.repeat(64), [expected])).rejects.toMatchObject({ code: 'data-not-found' });
});

test('a dataset reads what it refers to from the file, and the rest from its copy', async () => {
  const array = (name: string, data: Float32Array<ArrayBuffer>): NamedArray => ({
    name,
    dtype: 'float32',
    shape: [data.length],
    data,
    categories: null,
  });
  const arrays = [array('big', Float32Array.of(2, 3, 4)), array('small', Float32Array.of(7, 8))];
  await keepDataset(
    8,
    async (file) => {
      await file.write(new Uint8Array(Float32Array.of(7, 8).buffer), 0);
      return {
        record: {
          version: 2,
          fingerprint,
          name: 'x',
          format: 'hdf5',
          files: ['x.bin'],
          bytes: 20,
          createdAt: '2026-01-01T00:00:00.000Z',
          arrays: arrays.map((one) => describeArray(one)),
          warnings: [],
        },
        places: [
          { file: 0, offset: 4, dtype: 'float32', bigEndian: false },
          { file: null, offset: 0, dtype: 'float32', bigEndian: false },
        ],
      };
    },
    { files: [expected], handles: [handleOf(original())] },
  );
  const { data } = await openDataset(fingerprint);
  expect([...(await readAll(data)).values()]).toEqual(arrays);
});
