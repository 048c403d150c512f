/** HDF5 against files that h5py wrote (`fixtures/makeHdf5.py`), and every way a file can be bad. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { OpenedFile } from '../openedFile';
import { readArray } from '../readFiles';
import { openHdf5 } from './hdf5';
import { loadH5wasm } from './loadLibrary';

const pathOf = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const bytesOf = (name: string) => new Uint8Array(readFileSync(pathOf(name)));

const opened: OpenedFile[] = [];
afterEach(() => {
  for (const file of opened.splice(0)) file.close();
});

async function openBytes(bytes: Uint8Array<ArrayBuffer>, name = 'data.h5') {
  const file = await openHdf5({ name, blob: new Blob([bytes]) });
  opened.push(file);
  return file;
}
const openMemory = (name: string) => openBytes(bytesOf(name), name);
async function openPath(name: string) {
  const file = await openHdf5({ name, blob: new Blob([bytesOf(name)]) });
  opened.push(file);
  return file;
}

describe.each([
  ['copied into memory', openMemory],
  ['read in place', openPath],
])('hdf5, %s', (_way, open) => {
  it('lists every array by path and says what it left out', async () => {
    const { arrays, notes } = await open('kinds.h5');
    const listed = Object.fromEntries(arrays.map(({ name, shape, dtype }) => [name, `${dtype} [${shape}]`]));
    expect(listed).toEqual({
      X: 'float32 [20,3]',
      'big endian': 'float64 [20,3]',
      colour: 'string [5]',
      cube: 'float32 [2,3,4]',
      empty: 'float32 [0,4]',
      enum: 'string [4]',
      'fixed text': 'string [3]',
      flags: 'bool [3]',
      'group/nested/Y': 'float64 [20,2]',
      half: 'float16 [4]',
      'half big endian': 'float16 [2]',
      'ints/i1': 'int8 [2]',
      'ints/i4': 'int32 [2]',
      'ints/i8': 'int64 [2]',
      'ints/u2 big endian': 'uint16 [3]',
      'ints/u8': 'uint64 [1]',
      'records/a': 'int32 [1]',
      'records/b': 'float64 [1]',
      zipped: 'float32 [20,3]',
    });
    expect(notes.map((note) => note.message)).toEqual([
      '`outside` was left out: it is a link into another file, other.h5',
      '`alias` was left out: it is a link to `group/nested/Y`, which is listed itself',
      '`dangling` was left out: it is a link to /nowhere, which is not there',
      '`group/up` was left out: it is a link to `/`, which is listed itself',
      '`complex` was left out: it holds complex numbers',
      '`scalar` was left out: it is a single value',
    ]);
  });

  it('reads numbers of every type and byte order as h5py wrote them', async () => {
    const file = await open('kinds.h5');
    const read = async (name: string) => [...(await readArray(file, name)).data];
    const sevenths = Array.from({ length: 60 }, (_, index) => index / 7);
    expect(await read('X')).toEqual(sevenths.map(Math.fround));
    expect(await read('zipped')).toEqual(sevenths.map(Math.fround));
    expect(await read('big endian')).toEqual(sevenths);
    const Y = await readArray(file, 'group/nested/Y');
    expect(Y).toMatchObject({ name: 'group/nested/Y', dtype: 'float64', shape: [20, 2], categories: null });
    expect([...Y.data].slice(0, 4)).toEqual([0, 1 / 3, 1, 4 / 3]);
    expect(await read('half')).toEqual([0.5, -2, 65504, 2 ** -24]);
    expect(await read('half big endian')).toEqual([1.5, -0.25]);
    expect(await read('ints/i1')).toEqual([-128, 127]);
    expect(await read('ints/u2 big endian')).toEqual([1, 258, 65535]);
    expect(await read('ints/i4')).toEqual([-(2 ** 31), 2 ** 31 - 1]);
    expect(await read('ints/i8')).toEqual([2n ** 53n + 1n, -(2n ** 63n)]);
    expect(await read('ints/u8')).toEqual([2n ** 64n - 1n]);
    expect(await read('flags')).toEqual([1, 0, 1]);
    expect(await read('cube')).toEqual([...Array(24).keys()]);
    expect(await read('empty')).toEqual([]);
  });

  it('reads text and enumerations as categories, empty text as missing', async () => {
    const file = await open('kinds.h5');
    const textOf = async (name: string) => {
      const { data, categories } = await readArray(file, name);
      return [...data].map((code) => (Number(code) < 0 ? null : categories![Number(code)]));
    };
    expect(await textOf('colour')).toEqual(['red', 'blue', null, 'red', 'grün']);
    expect((await readArray(file, 'colour')).categories).toEqual(['blue', 'grün', 'red']);
    expect(await textOf('fixed text')).toEqual(['a', 'bc', 'a']);
    expect(await textOf('enum')).toEqual(['RED', 'BLUE', 'GREEN', 'RED']);
  });

  it('reads the newest file format behind a user block', async () => {
    const file = await open('newest.h5');
    expect(file.arrays.map(({ name }) => name)).toEqual(['X', 'Y']);
    expect([...(await readArray(file, 'X')).data]).toEqual([...Array(60).keys()]);
  });

  it('reads what LZF has compressed', async () => {
    const { data } = await readArray(await open('lzf.h5'), 'X');
    expect(data).toEqual(new Float32Array(256));
  });
});

describe('bad hdf5', () => {
  it('refuses what is no HDF5', async () => {
    await expect(openBytes(new TextEncoder().encode('a,b\n1,2\n'))).rejects.toMatchObject({
      code: 'file-format',
      message: 'data.h5 is not an HDF5 file: its signature is missing.',
      details: { place: 'data.h5', received: '8 bytes that start otherwise than \\x89HDF' },
    });
    await expect(openBytes(new Uint8Array(0))).rejects.toMatchObject({ code: 'file-format' });
  });

  it('refuses a file that is cut off, with the bytes it has and should have', async () => {
    const whole = bytesOf('kinds.h5');
    for (const kept of [100, 3000, whole.length - 1]) {
      await expect(openBytes(whole.slice(0, kept))).rejects.toMatchObject({
        code: 'file-truncated',
        message: `data.h5 is cut off: it has ${kept} of ${whole.length} bytes.`,
      });
    }
    await expect(openBytes(whole.slice(0, 10))).rejects.toMatchObject({ code: 'file-format' });
  });

  it('refuses damage inside the file', async () => {
    const damaged = bytesOf('kinds.h5');
    damaged.fill(0xff, 96, 2048);
    await expect(openBytes(damaged)).rejects.toMatchObject({
      code: 'file-format',
      message: expect.stringContaining('data.h5 cannot be read: '),
    });
  });

  it('can be cancelled, reports progress, and knows its names', async () => {
    const file = await openMemory('kinds.h5');
    const steps: [number, number][] = [];
    await readArray(file, 'zipped', { onProgress: (done, total) => steps.push([done, total]) });
    expect(steps.at(-1)).toEqual([60, 60]);
    await expect(readArray(file, 'X', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(readArray(file, 'Z')).rejects.toMatchObject({
      code: 'data-not-found',
      message: 'kinds.h5 has no array "Z".',
    });
  });

  it('lists 5000 arrays and says that there are more', async () => {
    const { File, FS, ready } = await loadH5wasm();
    await ready;
    const many = new File('/many.h5', 'w');
    for (let index = 0; index <= 5000; index++) {
      many.create_dataset({ name: `d${String(index).padStart(4, '0')}`, data: [index], dtype: '<i4' });
    }
    many.close();
    const file = await openBytes(new Uint8Array(FS!.readFile('/many.h5', { encoding: 'binary' })));
    FS!.unlink('/many.h5');
    expect(file.arrays).toHaveLength(5000);
    expect(file.notes.map(({ message }) => message)).toEqual([
      expect.stringContaining('Only the first 5000 arrays are listed: `d5000` and what follows was left out'),
    ]);
  });

  it('refuses what would take a million times its bytes, with the one reason', async () => {
    const { File, FS, ready } = await loadH5wasm();
    await ready;
    const wide = new File('/wide.h5', 'w');
    wide
      .create_dataset({
        name: 'x',
        data: new Float64Array(1),
        shape: [1],
        maxshape: [null],
        chunks: [1024],
        dtype: '<d',
      })
      .resize([2 ** 28]);
    wide.close();
    const bytes = new Uint8Array(FS!.readFile('/wide.h5', { encoding: 'binary' }));
    FS!.unlink('/wide.h5');
    await expect(openBytes(bytes)).rejects.toMatchObject({
      code: 'data-empty',
      message: expect.stringMatching(
        /`x` was left out: it would take 2\.0 GiB, and the whole file has \d+ bytes/,
      ),
    });
  });

  it('keeps two files of one name apart', async () => {
    const [first, second] = await Promise.all([
      openBytes(bytesOf('kinds.h5')),
      openBytes(bytesOf('newest.h5')),
    ]);
    expect(first.arrays.length).not.toBe(second.arrays.length);
    expect([...(await readArray(second, 'Y')).data][19]).toBe(19);
    expect([...(await readArray(first, 'ints/i1')).data]).toEqual([-128, 127]);
  });
});
