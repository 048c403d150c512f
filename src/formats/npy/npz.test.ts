/** NPZ files against archives that NumPy wrote (`fixtures/makeNpy.py`), and round trips. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readArray } from '../readFiles';
import { writeZip } from '../zip/zip';
import { writeNpy } from './npy';
import { openNpz, writeNpz } from './npz';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
const open = (bytes: Uint8Array<ArrayBuffer>) => openNpz({ name: 'data.npz', blob: new Blob([bytes]) });

describe('npz', () => {
  it.each(['stored.npz', 'compressed.npz'])('reads %s as NumPy wrote it', async (name) => {
    const file = await open(fixture(name));
    expect(file.arrays).toEqual([
      { name: 'X', shape: [2, 3, 4], dtype: 'float32' },
      { name: 'labels', shape: [2], dtype: 'int64' },
    ]);
    const X = await readArray(file, 'X');
    expect([...X.data]).toEqual(Array.from({ length: 24 }, (_, index) => Math.fround(index / 7)));
    expect((await readArray(file, 'labels')).data).toEqual(BigInt64Array.of(1n, 2n));
  });

  it('reads what it wrote', async () => {
    const arrays = [
      {
        name: 'X',
        dtype: 'float64' as const,
        shape: [2, 1],
        data: Float64Array.of(1 / 3, Number.NaN),
        categories: null,
      },
      {
        name: 'group/flag',
        dtype: 'bool' as const,
        shape: [3],
        data: Uint8Array.of(1, 0, 1),
        categories: null,
      },
    ];
    const file = await open(writeNpz(arrays));
    for (const array of arrays) expect(await readArray(file, array.name)).toEqual(array);
  });

  it('leaves object arrays out beside others, and refuses a file of nothing else, naming the array', async () => {
    const objects = Buffer.from(
      JSON.parse(readFileSync(new URL('./fixtures/npy.json', import.meta.url), 'utf8')).refused.objects,
      'base64',
    );
    await expect(open(writeZip([{ name: 'people.npy', bytes: objects }]))).rejects.toMatchObject({
      code: 'file-unsupported',
      message: 'data.npz/people holds Python objects, which are never loaded.',
      details: { place: 'data.npz/people', received: 'dtype |O' },
    });
    const numbers = writeNpy({ dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) });
    const both = await open(
      writeZip([
        { name: 'people.npy', bytes: objects },
        { name: 'x.npy', bytes: numbers },
      ]),
    );
    expect(both.arrays.map(({ name }) => name)).toEqual(['x']);
    expect(both.notes).toEqual([
      {
        code: 'skipped',
        message: 'Left out: data.npz/people holds Python objects, which are never loaded.',
      },
    ]);
  });

  it('says when there is no array in it, or none of that name', async () => {
    await expect(open(writeZip([{ name: 'readme.txt', bytes: new Uint8Array(1) }]))).rejects.toMatchObject({
      code: 'data-empty',
      message: 'data.npz holds no arrays.',
    });
    const file = await open(fixture('stored.npz'));
    await expect(readArray(file, 'Y')).rejects.toMatchObject({
      code: 'data-not-found',
      message: 'data.npz has no array "Y".',
      details: { remedy: 'It has: X, labels.' },
    });
  });

  it('refuses a member that is cut off inside a sound archive', async () => {
    const whole = writeNpy({ dtype: 'float32', shape: [4], data: new Float32Array(4) });
    const file = await open(writeZip([{ name: 'X.npy', bytes: whole.slice(0, -3) }]));
    await expect(readArray(file, 'X')).rejects.toMatchObject({
      code: 'file-truncated',
      message: 'data.npz/X is cut off: float32 (4) takes 16 bytes, 13 are there.',
    });
  });
});
