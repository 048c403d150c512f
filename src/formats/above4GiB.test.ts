/** Files of more than 4 GiB: sizes and positions beyond 2³² are not taken modulo 2³². */
import { expect, it } from 'vitest';
import { crc32 } from './crc32';
import { formatNpyHeader } from './npy/header';
import { writeNpy } from './npy/npy';
import type { OpenedFile } from './openedFile';
import { openFile } from './openFile';
import { readArray } from './readFiles';
import { farHdf5, sparseBytes } from './sparseBytes.fixture';
import { readPlain } from './values';

const values = async (file: OpenedFile, name: string) => [...(await readArray(file, name)).data].map(Number);

it('NPY: the last values, and a file that is a byte short', async () => {
  const count = 600_000_000;
  const header = formatNpyHeader('<f8', [count]);
  const size = header.length + 8 * count;
  const last = new Uint8Array(new Float64Array([1.5, -2]).buffer);
  const blob = sparseBytes(
    size,
    new Map([
      [0, header],
      [size - 16, last],
    ]),
  );
  const file = await openFile({ name: 'far.npy', blob });
  expect(file.arrays[0]).toMatchObject({ shape: [count], dtype: 'float64' });
  const [array] = file.arrays;
  expect([...(await readPlain(file.plain!(array!.name)!, count - 3, count))]).toEqual([0, 1.5, -2]);
  const short = openFile({ name: 'far.npy', blob: blob.slice(0, size - 1) });
  await expect(short).rejects.toMatchObject({ code: 'file-truncated' });
});

it('NPZ: an array behind 4 GiB of another, by zip64', async () => {
  const x = writeNpy({ dtype: 'float32', shape: [3], data: new Float32Array([1.5, -2, 3.25]) });
  const pad = 4_500_000_000;
  const padHeader = formatNpyHeader('|u1', [pad]);
  const padBytes = padHeader.length + pad;
  const local = (name: string) => {
    const bytes = new Uint8Array(30 + name.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 0x04034b50, true);
    view.setUint16(26, name.length, true);
    bytes.set(new TextEncoder().encode(name), 30);
    return bytes;
  };
  const central = (name: string, crc: number, length: number, offset: number) => {
    const bytes = new Uint8Array(46 + name.length + 28);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 0x02014b50, true);
    view.setUint32(16, crc, true);
    view.setUint16(28, name.length, true);
    view.setUint16(30, 28, true);
    for (const field of [20, 24, 42]) view.setUint32(field, 0xffffffff, true);
    bytes.set(new TextEncoder().encode(name), 46);
    const extra = 46 + name.length;
    view.setUint16(extra, 1, true);
    view.setUint16(extra + 2, 24, true);
    for (const [index, value] of [length, length, offset].entries())
      view.setBigUint64(extra + 4 + 8 * index, BigInt(value), true);
    return bytes;
  };
  const parts = new Map<number, Uint8Array>();
  let at = 0;
  const put = (bytes: Uint8Array, length = bytes.length) => {
    parts.set(at, bytes);
    at += length;
  };
  put(local('pad.npy'));
  put(padHeader, padBytes);
  const second = at;
  put(local('x.npy'));
  put(x);
  const directory = at;
  put(central('pad.npy', 0, padBytes, 0));
  put(central('x.npy', crc32(x), x.length, second));
  const end64 = at;
  const tail = new Uint8Array(56 + 20 + 22);
  const view = new DataView(tail.buffer);
  view.setUint32(0, 0x06064b50, true);
  view.setBigUint64(4, 44n, true);
  for (const field of [24, 32]) view.setBigUint64(field, 2n, true);
  view.setBigUint64(40, BigInt(end64 - directory), true);
  view.setBigUint64(48, BigInt(directory), true);
  view.setUint32(56, 0x07064b50, true);
  view.setBigUint64(64, BigInt(end64), true);
  view.setUint32(72, 1, true);
  view.setUint32(76, 0x06054b50, true);
  for (const field of [84, 86]) view.setUint16(field, 0xffff, true);
  for (const field of [88, 92]) view.setUint32(field, 0xffffffff, true);
  put(tail);
  const file = await openFile({ name: 'far.npz', blob: sparseBytes(at, parts) });
  expect(file.arrays.map(({ name, shape }) => [name, shape])).toEqual([
    ['pad', [pad]],
    ['x', [3]],
  ]);
  expect(await values(file, 'x')).toEqual([1.5, -2, 3.25]);
});

it('HDF5: arrays behind 4 GiB of another, plain and in chunks', async () => {
  const file = await openFile({ name: 'far.h5', blob: farHdf5 });
  try {
    expect(file.arrays.find(({ name }) => name === 'pad')!.shape).toEqual([4_500_000_000]);
    expect(await values(file, 'x')).toEqual([1.5, -2, 3.25]);
    expect(await values(file, 'packed')).toEqual(Array.from({ length: 50 }, (_, index) => index));
    const pad = file.plain!('pad')!;
    expect([...(await readPlain(pad, 4_499_999_990, 4_500_000_000))]).toEqual(Array(10).fill(0));
  } finally {
    file.close();
  }
});
