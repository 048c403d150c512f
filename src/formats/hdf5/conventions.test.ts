/** What others write into HDF5, against files of h5py, pandas and SciPy (`fixtures/makeConventions.py`). */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { OpenedFile } from '../openedFile';
import { readArray } from '../readFiles';
import { openHdf5 } from './hdf5';

const opened: OpenedFile[] = [];
afterEach(() => {
  for (const file of opened.splice(0)) file.close();
});

async function open(name: string, change?: (bytes: Uint8Array<ArrayBuffer>) => void): Promise<OpenedFile> {
  const bytes = new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
  change?.(bytes);
  const file = await openHdf5({ name, blob: new Blob([bytes]) });
  opened.push(file);
  return file;
}

/** Numbers, or texts with null for what is missing. */
async function valuesOf(file: OpenedFile, name: string): Promise<unknown[]> {
  const { data, categories } = await readArray(file, name);
  if (!categories) return [...data];
  return Array.from([...data], (code) => (Number(code) < 0 ? null : categories[Number(code)]));
}

const messagesOf = (file: OpenedFile) => file.notes.map(({ message }) => message);
const headersOf = (file: OpenedFile) =>
  Object.fromEntries(file.arrays.map(({ name, shape, dtype }) => [name, `${dtype} [${shape}]`]));

describe('types of HDF5', () => {
  it('reads numbers that are narrower than their storage, wherever their bits lie', async () => {
    const file = await open('odd.h5');
    for (const name of ['s12 le', 's12 be', 's12 at 4 le', 's12 at 4 be']) {
      expect(await valuesOf(file, name), name).toEqual([-2048, -2011, 0, 37, 2047]);
    }
    expect(await valuesOf(file, 'u12 at 4')).toEqual([0, 37, 4095]);
    expect(await valuesOf(file, 's24')).toEqual([-8000000, 8388607]);
    expect(headersOf(file)).toMatchObject({
      's12 be': 'int16 [5]',
      'u12 at 4': 'uint16 [3]',
      s24: 'int32 [2]',
    });
  });

  it('reads bfloat16, which has the bytes of a half and the exponent of a single', async () => {
    const file = await open('odd.h5');
    const [a, b, c, d] = await valuesOf(file, 'bfloat16');
    expect([a, b, d]).toEqual([0.34375, -1.296875, Number.POSITIVE_INFINITY]);
    expect(Number(c) / 3e38).toBeCloseTo(1, 2);
    expect(await valuesOf(file, 'bfloat16 be')).toEqual([0.34375, -1.296875]);
  });

  it('reads enumerations of 64 bits and of either byte order as text, and what lies beside them', async () => {
    const file = await open('odd.h5');
    expect(await valuesOf(file, 'enum i8')).toEqual(['LOW', 'MID', 'HIGH', 'MID']);
    expect(await valuesOf(file, 'enum be')).toEqual(['LOW', 'MID', 'HIGH', 'MID']);
    expect(await valuesOf(file, 'enum beside')).toEqual([0, 1, 2, 3]);
  });

  it('reads fields of records as columns, also nested, of mixed byte order, and with text of varying length', async () => {
    const file = await open('odd.h5');
    expect(await valuesOf(file, 'records/a')).toEqual([1, 2, 3]);
    expect(await readArray(file, 'records/b')).toMatchObject({ shape: [3, 2] });
    expect(await valuesOf(file, 'records/b')).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
    expect(await valuesOf(file, 'records/c/d')).toEqual(['x', 'yy', null]);
    expect(await valuesOf(file, 'records/c/e')).toEqual([0.25, 0.5, 0.75]);
    expect(await valuesOf(file, 'pointers/t')).toEqual(['längst', null]);
    expect(await valuesOf(file, 'pointers/m')).toEqual([1.5, 2.5]);
    expect(messagesOf(file)).toContain('`records/z` was left out: it holds complex numbers');
  });

  it('reads text of any encoding, and dates as numbers with a word', async () => {
    const file = await open('odd.h5');
    expect(await valuesOf(file, 'wide text')).toEqual(['grün', 'größe']);
    expect(await valuesOf(file, 'when')).toEqual([18263, Number.NaN]);
    expect(messagesOf(file)).toContain('`when` holds times in D');
  });

  it('lists each array once, however many groups and links lead to it', async () => {
    const file = await open('odd.h5');
    expect(file.arrays.map(({ name }) => name).filter((name) => /group|soft/.test(name))).toEqual([
      'group/X',
    ]);
    expect(messagesOf(file)).toEqual(
      expect.arrayContaining([
        '`group/again` was left out: it is the same array as `group/X`, which is listed itself',
        '`soft` was left out: it is a link to `group/X`, which is listed itself',
      ]),
    );
  });

  it('names the files in which values lie that are not in this one, instead of reading zeros', async () => {
    const file = await open('odd.h5');
    const [moved, outside] = messagesOf(file).filter((message) => message.includes('other files'));
    expect(moved).toMatch(/^`moved` was left out: .*: run0\.h5, run1\.h5; save it with its values/);
    expect(outside).toMatch(/^`outside` was left out: .*: raw\.bin$/);
    // A virtual dataset of the file itself has its values.
    expect(await valuesOf(file, 'own')).toEqual([0, 1, 2, 3]);
  });

  it('shows control characters of names escaped', async () => {
    const file = await open('odd.h5');
    expect(await valuesOf(file, 'a\\x1b[31mb\\n')).toEqual([0n, 1n]);
  });
});

describe('netCDF', () => {
  it('unpacks values, and says which are missing', async () => {
    const file = await open('packed.nc');
    expect(await valuesOf(file, 't2m')).toEqual([Number.NaN, 280, 282, 279]);
    expect(await valuesOf(file, 'rain')).toEqual([Number.NaN, 1, 2, Number.NaN]);
    expect(await valuesOf(file, 'cloud')).toEqual([Number.NaN, 0, 1, 127]);
    expect(headersOf(file)).toEqual({
      cloud: 'float64 [4]',
      rain: 'float32 [4]',
      t2m: 'float64 [4]',
      time: 'float64 [4]',
    });
    expect(messagesOf(file)).toEqual([
      '`cloud` is unpacked: read as unsigned; outside 0 to 254 is missing',
      '`rain` is unpacked: -999 stands for missing',
      '`t2m` is unpacked: 0.002 times what is stored plus 280; -32767 stands for missing',
      '`time` is in days since 1900-01-01',
    ]);
  });
});

describe('pandas', () => {
  const rows = { ph: [6.5, 7, 7.5], count: [1n, 2n, 3n], yield: [1, 2, 3] };
  const days = [1577836800e9, 1577923200e9, Number.NaN];

  it.each(['table.h5', 'columns.h5'])('reads columns of %s by name, without its index', async (name) => {
    const file = await open(name);
    expect(file.arrays.map((array) => array.name)).toEqual(['ph', 'count', 'site', 'day', 'yield']);
    for (const [column, values] of Object.entries(rows)) expect(await valuesOf(file, column)).toEqual(values);
    expect(await valuesOf(file, 'site')).toEqual(['a', 'b', null]);
    expect(await valuesOf(file, 'day')).toEqual(days);
    expect(messagesOf(file)).toEqual(['`day` holds times in ns (since 1970-01-01 where they are dates)']);
  });

  it('reads blocks of the fixed format as columns, in the order of the table', async () => {
    const file = await open('fixed.h5');
    expect(file.arrays.map((array) => array.name)).toEqual(['ph', 'count', 'day', 'yield']);
    for (const [column, values] of Object.entries(rows)) expect(await valuesOf(file, column)).toEqual(values);
    expect(await valuesOf(file, 'day')).toEqual(days);
  });
});

describe('AnnData', () => {
  const dense = [0, 1, 0, 2, 0, 3, 0, 0, 0, 4, 5, 6];

  it('reads sparse matrices dense, by rows or by columns', async () => {
    const file = await open('cells.h5ad');
    expect(headersOf(file)).toMatchObject({ X: 'float32 [4,3]', 'layers/raw': 'float32 [4,3]' });
    expect(await valuesOf(file, 'X')).toEqual(dense);
    expect(await valuesOf(file, 'layers/raw')).toEqual(dense);
  });

  it('says which gene each column is', async () => {
    expect(messagesOf(await open('cells.h5ad'))).toContain(
      'The columns of `X` are [0] CD4, [1] CD8A, [2] MS4A1',
    );
  });

  it('reads categories of either age as text and masks as missing, cells last and without their names', async () => {
    const file = await open('cells.h5ad');
    expect(file.arrays.map(({ name }) => name).slice(2)).toEqual([
      'obs/depth',
      'obs/kind',
      'obs/old',
      'obs/good',
    ]);
    expect(await valuesOf(file, 'obs/kind')).toEqual(['T', 'B', null, 'T']);
    expect(await valuesOf(file, 'obs/old')).toEqual(['no', 'yes', 'yes', 'no']);
    expect(await valuesOf(file, 'obs/good')).toEqual([1, Number.NaN, 3, 4]);
  });
});
