/** Which reader opens a file: the content's, whatever the name says. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeNpy } from './npy/npy';
import { writeNpz } from './npy/npz';
import { openFile } from './openFile';
import { writeSafetensors } from './safetensors/safetensors';

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`./${name}`, import.meta.url)));
const open = (name: string, content: Uint8Array<ArrayBuffer> | string) =>
  openFile({ name, blob: new Blob([content]) });
const array = { name: 'X', dtype: 'float32' as const, shape: [1], data: Float32Array.of(1) };

describe('openFile', () => {
  it.each([
    ['hdf5', fixture('hdf5/fixtures/newest.h5')],
    ['npy', writeNpy(array)],
    ['npz', writeNpz([array])],
    ['parquet', fixture('parquet/fixtures/required.parquet')],
    ['csv', 'a,b\n1,2\n'],
    ['tsv', 'a\tb\n1\t2\n'],
    ['xyz', '1\nhelium\nHe 0.0 0.0 0.0\n'],
    ['sdf', fixture('sdf/fixtures/rdkitV3000.sdf')],
  ])('knows %s by its content, under any name', async (format, content) => {
    for (const name of ['data', 'data.dat', 'data.csv', 'data.h5']) {
      if (name === 'data.h5' && typeof content === 'string') continue;
      const file = await open(name, content);
      expect(file.format).toBe(format);
      file.close();
    }
  });

  it.each([
    ['data.h5', 'file-format', 'data.h5 is not an HDF5 file: its signature is missing.'],
    ['data.hdf5', 'file-format', 'data.hdf5 is not an HDF5 file: its signature is missing.'],
    ['data.npy', 'file-format', 'data.npy is not an NPY file: it does not start with \\x93NUMPY.'],
    ['data.npz', 'file-truncated', 'data.npz is cut off: the directory at the end of a ZIP file is missing.'],
    ['data.parquet', 'file-format', 'data.parquet is not a Parquet file: it does not start with PAR1.'],
  ])('%s with other content is refused by the reader of its name', async (name, code, message) => {
    await expect(open(name, 'a,b\n1,2\n')).rejects.toMatchObject({ code, message });
  });

  it.each([
    ['table.csv.bz2', 'BZh91AY&SY\x01', 'a bzip2 archive'],
    ['table.feather', 'ARROW1\0\0', 'an Arrow (Feather) file'],
    ['paper.pdf', '%PDF-1.7', 'a PDF document'],
    ['model.safetensors', writeSafetensors([], {}), 'a safetensors file'],
    ['data.pkl', Uint8Array.of(0x80, 4, 0x95), 'a Python pickle'],
  ])('%s is refused with what it is', async (name, content, what) => {
    await expect(open(name, content)).rejects.toMatchObject({
      code: 'file-format',
      message: `${name} is ${what}, which holds no arrays to train on.`,
      details: { place: name, remedy: expect.any(String) },
    });
  });

  it.each(['ORCID,x', 'FEA1,FEA2', 'PARENT,x', 'RDX,x', 'BZh,x', '€,x'])(
    'a table may begin with %s',
    async (names) => {
      expect((await open('table.csv', `${names}\n1,2\n3,4\n`)).format).toBe('csv');
    },
  );

  it('an empty file is refused under every name', async () => {
    for (const name of ['a.csv', 'a.h5', 'a.npy', 'a.npz', 'a.parquet', 'a.xyz', 'a.sdf', 'a']) {
      await expect(open(name, '')).rejects.toMatchObject({ name: 'AnnealError' });
    }
  });
});
