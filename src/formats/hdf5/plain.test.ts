/** Where contiguous datasets lie: found only where every value is really there. */
import * as h5wasm from 'h5wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { readArray } from '../readFiles';
import { readPlain } from '../values';
import { openHdf5 } from './hdf5';

const rows = 30_000;
const values = Float32Array.from({ length: rows * 3 }, (_, i) => Math.sin(i));
const numbers = Int16Array.from({ length: rows * 3 }, (_, i) => (i * 7919) % 30_000);

/** A file as h5wasm writes it, by the names of its datasets. */
async function written(fill: (file: h5wasm.File) => void): Promise<Blob> {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File('/written.h5', 'w');
  fill(file);
  file.close();
  const bytes = FS.readFile('/written.h5').slice();
  FS.unlink('/written.h5');
  return new Blob([bytes]);
}

describe('plain values of HDF5', () => {
  let blob: Blob;
  beforeAll(async () => {
    blob = await written((file) => {
      const shape = [rows, 3];
      file.create_dataset({ name: 'first', data: values, shape });
      file.create_group('group');
      file.create_dataset({ name: 'group/second', data: numbers, shape });
      file.create_dataset({ name: 'chunked', data: values, shape, chunks: [5000, 3] });
      file.create_dataset({ name: 'zipped', data: values, shape, chunks: [5000, 3], compression: 1 });
      file.create_dataset({ name: 'small', data: values.slice(0, 30), shape: [10, 3] });
      file.create_dataset({ name: 'words', data: Array.from({ length: 40_000 }, (_, i) => `w${i % 7}`) });
    });
  });

  it('lie where a contiguous dataset does, whatever else is in the file', async () => {
    const file = await openHdf5({ name: 'a.h5', blob });
    for (const [name, expected] of [
      ['first', values],
      ['group/second', numbers],
    ] as const) {
      const plain = file.plain!(name)!;
      expect(plain.bytes).toBe(blob);
      expect(await readPlain(plain, 0, rows * 3)).toEqual(expected);
      expect(await readPlain(plain, 89_990, 90_000)).toEqual(expected.subarray(89_990));
    }
    file.close();
  });

  it('are none where values are chunked, compressed, few, or text', async () => {
    const file = await openHdf5({ name: 'a.h5', blob });
    for (const name of ['chunked', 'zipped', 'small', 'words']) expect(file.plain!(name), name).toBeNull();
    expect((await readArray(file, 'zipped')).data).toEqual(values);
    file.close();
  });
});
