/** The same molecules however a file writes them: types, byte order, padding, extra axes, names, groups, HDF5. */
import * as h5wasm from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { residentData } from '../../../engine/data/datasetReader';
import type { ArraySet, NamedArray } from '../../../formats/arrays';
import { writeNpy } from '../../../formats/npy/npy';
import { openFiles } from '../../../formats/openFiles';
import { readFiles } from '../../../formats/readFiles';
import { madeUp } from '../batches.fixture';
import { array, moleculeSetArrays, textArray, withArrays } from './arrays.fixture';
import { openMolecules } from './moleculeSet';
import { splitMolecules } from './splitMolecules';

const molecules = Array.from({ length: 6 }, (_, i) => madeUp(i, 2 + (i % 4), 5 + i));
const smiles = textArray('smiles', ['C', 'C', 'O', null, null, 'N']);
const usual = withArrays(moleculeSetArrays(molecules), { smiles });

async function contentOf(arrays: ArraySet) {
  const set = await openMolecules(residentData(arrays));
  const rows = Array.from({ length: set.count }, (_, row) => row);
  expect([...set.miscounted]).toEqual([]);
  return {
    names: rows.map(set.name),
    molecules: await Promise.all(rows.map((row) => set.molecule(row))),
    known: set.known,
  };
}

const expected = await contentOf(usual);

const as = (arrays: ArraySet, name: string, dtype: NamedArray['dtype'], shape?: number[]) => {
  const own = arrays.get(name)!;
  return withArrays(arrays, { [name]: array(name, dtype, shape ?? own.shape, Array.from(own.data, Number)) });
};
const renamed = (names: Record<string, string>) =>
  new Map(
    [...usual.values()].map((own) => {
      const name = names[own.name] ?? own.name;
      return [name, { ...own, name }];
    }),
  );

describe('the molecules of a file', () => {
  it('are those that were written', () => {
    expect(expected.names).toEqual(['C', 'C', 'O', '3', '4', 'N']);
    for (const [row, molecule] of molecules.entries()) {
      const found = expected.molecules[row]!;
      for (const key of [
        'atomicNumbers',
        'positions',
        'monopoles',
        'dipole',
        'grid',
        'potential',
        'origin',
      ] as const)
        expect(found[key]).toEqual(molecule[key]);
    }
  });

  it.each<[string, ArraySet]>([
    [
      'float64 and int64',
      ['R', 'mono', 'esp', 'vdw_surface', 'Dxyz', 'com'].reduce(
        (set, name) => as(set, name, 'float64'),
        as(as(usual, 'Z', 'int64'), 'N', 'int64'),
      ),
    ],
    ['atomic numbers in bytes', as(usual, 'Z', 'uint8')],
    [
      'a last axis of one',
      as(
        as(as(usual, 'mono', 'float32', [6, 5, 1]), 'esp', 'float32', [6, 10, 1]),
        'n_grid',
        'int32',
        [6, 1],
      ),
    ],
    ['N without it', as(usual, 'N', 'int32', [6])],
    ['no N', withArrays(usual, { N: null })],
    ['no n_grid', withArrays(usual, { n_grid: null })],
    ['more padding', withArrays(moleculeSetArrays(molecules, { atoms: 60, points: 3200 }), { smiles })],
    [
      'more padding and no counts',
      withArrays(moleculeSetArrays(molecules, { atoms: 60, points: 64 }), { smiles, N: null, n_grid: null }),
    ],
    [
      'names of other programs',
      renamed({ R: 'positions', Z: 'atomic_numbers', mono: 'monopoles', Dxyz: 'dipole' }),
    ],
    [
      'a group',
      new Map([...usual.values()].map((own) => [`train/${own.name}`, { ...own, name: `train/${own.name}` }])),
    ],
  ])('are the same with %s', async (_, arrays) => {
    expect(await contentOf(arrays)).toEqual(expected);
  });

  it('are the same where a grid is padded with the origin or with NaN', async () => {
    for (const padding of [0, Number.NaN]) {
      const { shape, data } = usual.get('vdw_surface')!;
      const values = Array.from(data, Number).map((x) => (x === 10000 ? padding : x));
      const changes = { vdw_surface: array('vdw_surface', 'float32', shape, values), n_grid: null };
      expect(await contentOf(withArrays(usual, changes))).toEqual(expected);
    }
  });

  it('are the same from HDF5, also in a group', async () => {
    const { FS } = await h5wasm.ready;
    for (const group of ['', 'molecules/']) {
      const file = new h5wasm.File('/molecules.h5', 'w');
      if (group !== '') file.create_group('molecules');
      for (const { name, shape, data, categories } of usual.values()) {
        const path = group + name;
        if (categories) {
          const texts = Array.from(data, Number).map((code) => categories[code] ?? '');
          file.create_dataset({ name: path, data: texts });
        } else if (data instanceof Float32Array || data instanceof Int32Array) {
          file.create_dataset({ name: path, data, shape: [...shape] });
        }
      }
      file.close();
      const blob = new Blob([FS.readFile('/molecules.h5').slice()]);
      FS.unlink('/molecules.h5');
      const found = await contentOf(await readFiles(await openFiles([{ name: 'molecules.h5', blob }])));
      expect(found.molecules).toEqual(expected.molecules);
      expect(found.names.slice(0, 3)).toEqual(['C', 'C', 'O']);
    }
  });

  it('are the same in the other byte order', async () => {
    const files = [...usual.values()]
      .filter(({ categories }) => !categories)
      .map((own) => ({ name: `${own.name}.npy`, blob: new Blob([bigEndian(own)]) }));
    const arrays = withArrays(await readFiles(await openFiles(files)), { smiles });
    expect((await contentOf(arrays)).molecules).toEqual(expected.molecules);
  });
});

/** As NumPy writes it on a big-endian machine. */
function bigEndian(own: NamedArray): Uint8Array<ArrayBuffer> {
  const bytes = writeNpy(own);
  const size = own.data.BYTES_PER_ELEMENT;
  const values = bytes.subarray(bytes.length - own.data.byteLength);
  for (let at = 0; at < values.length; at += size) values.subarray(at, at + size).reverse();
  const order = new TextDecoder('latin1').decode(bytes).indexOf("'<");
  bytes[order + 1] = '>'.charCodeAt(0);
  return bytes;
}

describe('a split by text', () => {
  const training = { seed: 1 };
  const split = (groupBy: string, insists?: boolean) =>
    splitMolecules(
      residentData(usual),
      Uint32Array.of(0, 1, 2, 3, 4, 5),
      {
        dataset: { groupBy, validationFraction: 0.4, testFraction: 0, numTrain: null, numValid: null },
        training,
      } as Parameters<typeof splitMolecules>[2],
      insists,
    );

  it('takes a row without its text alone, and rows of one text together', async () => {
    const { train, validation } = await split('');
    // Five groups, of which two validate.
    expect(train.length + validation.length).toBe(6);
    expect([2, 3]).toContain(validation.length);
    const sideOf = (row: number) => train.includes(row);
    expect(sideOf(0)).toBe(sideOf(1));
  });

  it('needs one value a molecule, unless the data are for a trained model', async () => {
    await expect(split('family')).rejects.toMatchObject({ code: 'data-not-found' });
    await expect(split('R')).rejects.toMatchObject({ code: 'data-mismatch' });
    expect((await split('family', false)).train.length).toBeGreaterThan(0);
  });
});
