/** Records and dates against files that NumPy wrote, kept in base64. */
import { describe, expect, it } from 'vitest';
import { readArray } from '../readFiles';
import { writeZip } from '../zip/zip';
import { openNpy, writeNpy } from './npy';
import { openNpz } from './npz';

/** dtype [('a', '>i4'), ('b', '<f8', (2,)), ('c', [('d', 'S3'), ('e', '<f4'), ('t', '<M8[s]')]), ('z', '<c16'), ('u', '<U2'), ('l', [('q', '<i2')], (2,))] */
const nested =
  'k05VTVBZAQD2AHsnZGVzY3InOiBbKCdhJywgJz5pNCcpLCAoJ2InLCAnPGY4JywgKDIsKSksICgnYycsIFsoJ2QnLCAnfFMzJyksICgnZScsICc8ZjQnKSwgKCd0JywgJzxNOFtzXScpXSksICgneicsICc8YzE2JyksICgndScsICc8VTInKSwgKCdsJywgWygncScsICc8aTInKV0sICgyLCkpXSwgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgCgAAAAEAAAAAAADgPwAAAAAAAPA/eAAAAACAPoBRAQAAAAAAAAAAAAAAAAAAAAAAAAAAAOQAAAAAAAAAAAAAAP////4AAAAAAAD4PwAAAAAAAABAeXkAAABAPwAAAAAAAACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==';
/** `align=True`, which pads by fields without a name. */
const aligned =
  'k05VTVBZAQB2AHsnZGVzY3InOiBbKCdzJywgJ3xpMScpLCAoJycsICd8VjcnKSwgKCd4JywgJzxmOCcpXSwgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgIAoDAAAAAAAAAAAAAAAAAPg/BAAAAAAAAAAAAAAAAAAEQA==';
const days =
  'k05VTVBZAQB2AHsnZGVzY3InOiAnPE04W0RdJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIApWRwAAAAAAAAAAAAAAAACA';
const spans =
  'k05VTVBZAQB2AHsnZGVzY3InOiAnPG04W21dJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIApaAAAAAAAAAPv/////////';

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const open = (base64: string) => openNpy({ name: 'x.npy', blob: new Blob([bytesOf(base64)]) });

describe('records of NumPy', () => {
  it('become a column a field, nested ones by their path, and say what they leave out', async () => {
    const file = await open(nested);
    expect(file.arrays).toEqual([
      { name: 'a', shape: [2], dtype: 'int32' },
      { name: 'b', shape: [2, 2], dtype: 'float64' },
      { name: 'c/d', shape: [2], dtype: 'string' },
      { name: 'c/e', shape: [2], dtype: 'float32' },
      { name: 'c/t', shape: [2], dtype: 'float64' },
      { name: 'u', shape: [2], dtype: 'string' },
    ]);
    const valuesOf = async (name: string) => [...(await readArray(file, name)).data];
    expect(await valuesOf('a')).toEqual([1, -2]);
    expect(await valuesOf('b')).toEqual([0.5, 1, 1.5, 2]);
    expect(await valuesOf('c/e')).toEqual([0.25, 0.75]);
    expect(await valuesOf('c/t')).toEqual([86400, Number.NaN]);
    expect(await readArray(file, 'c/d')).toMatchObject({ categories: ['x', 'yy'] });
    expect(await readArray(file, 'u')).toMatchObject({ data: Int32Array.of(0, -1), categories: ['ä'] });
    expect(file.notes.map(({ message }) => message)).toEqual([
      '`z` was left out: it holds complex numbers',
      '`l` was left out: it holds lists of records',
      '`c/t` holds dates as seconds since 1970-01-01, read as numbers',
    ]);
  });

  it('and text that lie column by column are put row by row', async () => {
    // numpy.asfortranarray([['a', 'b', 'c'], ['d', 'e', 'f']])
    const head = `{'descr': '|S1', 'fortran_order': True, 'shape': (2, 3), }`.padEnd(117);
    const bytes = new TextEncoder().encode(`?NUMPY\x01\x00v\x00${head}\nadbecf`);
    bytes[0] = 0x93;
    const file = await openNpy({ name: 'x.npy', blob: new Blob([bytes]) });
    const { data, categories } = await readArray(file, 'x');
    expect([...data].map((code) => categories![Number(code)])).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('may be padded', async () => {
    const file = await open(aligned);
    expect(file.arrays.map(({ name }) => name)).toEqual(['s', 'x']);
    expect([...(await readArray(file, 'x')).data]).toEqual([1.5, 2.5]);
    expect(file.notes).toEqual([]);
  });

  it('have the name of their array in front where an archive holds others', async () => {
    const one = { name: 'table.npy', bytes: bytesOf(aligned) };
    const other = {
      name: 'y.npy',
      bytes: writeNpy({ dtype: 'int8', shape: [2], data: Int8Array.of(5, 6) }),
    };
    const openAll = (files: (typeof one)[]) => openNpz({ name: 'a.npz', blob: new Blob([writeZip(files)]) });
    expect((await openAll([one])).arrays.map(({ name }) => name)).toEqual(['s', 'x']);
    const both = await openAll([one, other]);
    expect(both.arrays.map(({ name }) => name)).toEqual(['table/s', 'table/x', 'y']);
    expect([...(await readArray(both, 'table/x')).data]).toEqual([1.5, 2.5]);
  });
});

describe('dates of NumPy', () => {
  it('are numbers with a word about their unit, NaT missing', async () => {
    const file = await open(days);
    expect([...(await readArray(file, 'x')).data]).toEqual([18262, Number.NaN]);
    expect(file.notes.map(({ message }) => message)).toEqual([
      '`x` holds dates as days since 1970-01-01, read as numbers',
    ]);
    expect([...(await readArray(await open(spans), 'x')).data]).toEqual([90, -5]);
  });
});

describe('members of an archive', () => {
  it('are told apart where their names differ in case alone', async () => {
    const file = (value: number) => writeNpy({ dtype: 'float32', shape: [1], data: Float32Array.of(value) });
    const archive = await openNpz({
      name: 'case.npz',
      blob: new Blob([
        writeZip([
          { name: 'X.npy', bytes: file(1) },
          { name: 'X.NPY', bytes: file(2) },
          { name: 'x.npy', bytes: file(3) },
        ]),
      ]),
    });
    expect(archive.arrays.map(({ name }) => name)).toEqual(['X', 'X.NPY', 'x']);
    for (const [index, { name }] of archive.arrays.entries()) {
      expect([...(await readArray(archive, name)).data]).toEqual([index + 1]);
    }
  });

  it('may be honest zeros, which shrink a thousandfold', async () => {
    const zeros = writeNpy({ dtype: 'uint8', shape: [20 << 20], data: new Uint8Array(20 << 20) });
    const archive = await openNpz({
      name: 'zeros.npz',
      blob: new Blob([writeZip([{ name: 'padding.npy', bytes: zeros }])]),
    });
    expect(archive.arrays).toEqual([{ name: 'padding', shape: [20 << 20], dtype: 'uint8' }]);
  });
});
