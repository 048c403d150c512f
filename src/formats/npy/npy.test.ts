/** NPY files against files that NumPy wrote (`fixtures/makeNpy.py`) and against damage. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readArray } from '../readFiles';
import { openNpy, writeNpy } from './npy';

/** The array of a file, under a name of its own. */
async function readNpy(name: string, bytes: Uint8Array, file = 'x.npy') {
  const opened = await openNpy({ name: file, blob: new Blob([bytes.slice()]) });
  return { ...(await readArray(opened, opened.arrays[0]!.name)), name };
}

const fixtures = z
  .object({
    cases: z.record(
      z.string(),
      z.object({
        file: z.string(),
        shape: z.array(z.number()),
        values: z.array(z.union([z.number(), z.string()])),
      }),
    ),
    refused: z.record(z.string(), z.string()),
    texts: z.record(
      z.string(),
      z.object({ file: z.string(), shape: z.array(z.number()), texts: z.array(z.string()) }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('./fixtures/npy.json', import.meta.url), 'utf8')));

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const blobOf = (bytes: Uint8Array<ArrayBuffer>, name = 'x.npy') => ({ name, blob: new Blob([bytes]) });

/** A version-1 file with the given header text. */
function fileOf(header: string, data = new Uint8Array(64)): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(header);
  return new Uint8Array([
    0x93,
    ...Buffer.from('NUMPY'),
    1,
    0,
    text.length & 0xff,
    text.length >> 8,
    ...text,
    ...data,
  ]);
}

describe('npy', () => {
  it.each(Object.entries(fixtures.cases))(
    'reads %s as NumPy wrote it',
    async (_name, { file, shape, values }) => {
      const bytes = bytesOf(file);
      const array = await readNpy('x', bytes);
      expect(array.shape).toEqual(shape);
      const expected = values.map((value) => {
        if (typeof array.data[0] === 'bigint') return BigInt(value);
        return typeof value === 'string' ? Number(value.replace('inf', 'Infinity')) : value;
      });
      expect([...array.data]).toEqual(expected);

      const opened = await openNpy(blobOf(bytes));
      expect(opened.arrays).toEqual([{ name: 'x', shape, dtype: array.dtype }]);
      expect(await readArray(opened, 'x')).toEqual(array);
    },
  );

  it.each(Object.entries(fixtures.cases))('writes %s so that it reads the same', async (_name, { file }) => {
    const array = await readNpy('x', bytesOf(file));
    const written = writeNpy(array);
    expect({ ...(await readNpy('x', written)), dtype: array.dtype }).toEqual(array);
    expect(new DataView(written.buffer).getUint16(8, true) + 10).toSatisfy(
      (offset: number) => offset % 64 === 0,
    );
  });

  it.each(Object.entries(fixtures.texts))(
    'reads text as categories: %s',
    async (_, { file, shape, texts }) => {
      const { data, categories, ...array } = await readNpy('x', bytesOf(file));
      expect(array.shape).toEqual(shape);
      expect([...data].map((code) => categories![Number(code)] ?? '')).toEqual(texts);
    },
  );

  it('writes the bytes that NumPy writes', async () => {
    const { file } = fixtures.cases.float32!;
    expect(writeNpy(await readNpy('x', bytesOf(file)))).toEqual(bytesOf(file));
  });

  it.each([
    ['objects', 'x.npy holds Python objects, which are never loaded.'],
    ['complex', 'x.npy holds complex numbers.'],
  ])('refuses %s', async (name, message) => {
    await expect(openNpy(blobOf(bytesOf(fixtures.refused[name]!)))).rejects.toMatchObject({
      code: 'file-unsupported',
      message,
      details: { place: 'x.npy', remedy: expect.stringContaining('astype') },
    });
  });

  it('refuses every truncation, never returning what is not there', async () => {
    const bytes = bytesOf(fixtures.cases.float32!.file);
    for (let kept = 0; kept < bytes.length; kept += 3) {
      await expect(readNpy('x', bytes.subarray(0, kept), 'cut.npy')).rejects.toThrow(/^cut\.npy (is|ends)/);
    }
    await expect(readNpy('x', bytes.subarray(0, 200), 'cut.npy')).rejects.toThrow(
      'cut.npy is cut off: float32 (2, 3, 4) takes 96 bytes, 72 are there.',
    );
    await expect(readNpy('x', bytes.subarray(0, 30), 'cut.npy')).rejects.toThrow(
      'cut.npy ends inside its NPY header',
    );
  });

  it('refuses what is not NPY, naming the bytes', async () => {
    await expect(openNpy(blobOf(new Uint8Array(Buffer.from('PK\x03\x04'))))).rejects.toMatchObject({
      code: 'file-format',
      message: 'x.npy is not an NPY file: it does not start with \\x93NUMPY.',
      details: { received: 'bytes 50 4b 03 04' },
    });
  });

  it('never evaluates a header', async () => {
    const hostile = [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (__import__('os').system('true'),), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1+1,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } or 1",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
      "{'descr': '<f4', 'shape': (2,), }",
      "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
      `${'['.repeat(5000)}`,
      '',
    ];
    for (const header of hostile) {
      await expect(readNpy('x', fileOf(header))).rejects.toThrow(
        'the NPY header is not one that numpy.save writes',
      );
    }
    await expect(
      readNpy('x', fileOf("{'descr': 'constructor', 'fortran_order': False, 'shape': (1,)}")),
    ).rejects.toThrow('values of dtype "constructor"');
  });

  it('reads headers of other writers: Python 2 longs, double quotes, keys in another order', async () => {
    const array = await readNpy('x', fileOf('{"shape": (2L, 1L), "fortran_order": False, "descr": "=i2"}\n'));
    expect(array).toMatchObject({ shape: [2, 1], dtype: 'int16' });
  });

  it('can be cancelled and reports progress', async () => {
    const values = new Float32Array(3_000_000);
    const opened = await openNpy(
      blobOf(writeNpy({ dtype: 'float32', shape: [values.length], data: values })),
    );
    const steps: number[] = [];
    await readArray(opened, 'x', { onProgress: (done, total) => steps.push(done / total) });
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.at(-1)).toBe(1);
    await expect(readArray(opened, 'x', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(readArray(opened, 'y')).rejects.toMatchObject({
      code: 'data-not-found',
      message: 'x.npy has no array "y".',
    });
  });
});
