/** Molecules that something is wrong with: named with what was found, left out where they cannot be used, kept where they can. */
import { describe, expect, it } from 'vitest';
import { residentData } from '../../../engine/data/datasetReader';
import { watchReads } from '../../../engine/data/datasetReader.fixture';
import type { ArraySet } from '../../../formats/arrays';
import { configOf, madeUp } from '../batches.fixture';
import {
  array,
  moleculeSetArrays,
  textArray,
  withArrays,
  withValue,
  withValues,
} from '../data/arrays.fixture';
import type { MoleculesFitted } from '../fitted';
import type { Molecule } from '../molecule';
import { outlineMolecules, prepareMolecules } from '../workload';

/** Å and e to Hartree/e; the number of the specification, on its own. */
const BOHR = 1.88973;

/** Whose potential is that of its monopoles, but for a little. @param farther how much farther from the middle the grid is. */
function consistent(seed: number, atoms: number, farther = 1): Molecule {
  const molecule = madeUp(seed, atoms, 30);
  const { positions, monopoles } = molecule;
  const middle = [0, 1, 2].map((axis) => positions[3 * Math.floor(atoms / 2) + axis]!);
  const grid = molecule.grid.map((x, i) => middle[i % 3]! + farther * (x - middle[i % 3]!));
  const mean = monopoles!.reduce((sum, q) => sum + q, 0) / atoms;
  const charges = monopoles!.map((q) => q - mean);
  const potential = Float32Array.from({ length: 30 }, (_, point) => {
    let sum = 0;
    for (let atom = 0; atom < atoms; atom++) {
      const [x, y, z] = [0, 1, 2].map((axis) => grid[3 * point + axis]! - positions[3 * atom + axis]!);
      sum += charges[atom]! / (BOHR * Math.hypot(x!, y!, z!));
    }
    return 1.1 * sum;
  });
  return { ...molecule, grid, monopoles: charges, potential };
}

const molecules = Array.from({ length: 8 }, (_, i) => consistent(i, 3 + i));
const good = moleculeSetArrays(molecules);
const named = withArrays(good, { names: textArray('names', 'abcdefgh'.split('')) });
const width = 10;

const prepare = (arrays: ArraySet, settings: object = {}, fitted?: MoleculesFitted) =>
  prepareMolecules(configOf(settings), residentData(arrays), fitted && { ...fitted });
const outline = (arrays: ArraySet, settings: object = {}) =>
  outlineMolecules(configOf(settings), residentData(arrays));
const allElements: MoleculesFitted = { elements: [1, 6, 7, 8] };
const scaled = (name: string, factor: number) => (arrays: ArraySet) =>
  withValues(arrays, name, (values) => {
    values.forEach((value, i) => {
      values[i] = value === 10000 ? value : value * factor;
    });
  });

it('says nothing of good data', async () => {
  const { rows, remarks } = await prepare(good);
  expect([...rows]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(remarks).toEqual([]);
});

describe('arrays', () => {
  it.each<[string, Record<string, null | ReturnType<typeof array>>, string, string[]]>([
    ['no positions', { R: null }, 'data-not-found', ['`R`', 'Z, N, mono']],
    ['no atomic numbers', { Z: null }, 'data-not-found', ['`Z`']],
    [
      'a molecule without its axis',
      { R: array('R', 'float32', [10, 3], Array(30).fill(0)) },
      'data-mismatch',
      ['`R` has 2 axes', '[10, 3]', '[molecules, atoms, 3]'],
    ],
    [
      'places in a plane',
      { R: array('R', 'float32', [8, 10, 2], Array(160).fill(0)) },
      'data-mismatch',
      ['`R` has a last axis of 2'],
    ],
    [
      'fewer charges than molecules',
      { mono: array('mono', 'float32', [7, 10], Array(70).fill(0)) },
      'data-mismatch',
      ['`mono` has 7 molecules, and R has 8'],
    ],
    [
      'a potential of other points',
      { esp: array('esp', 'float32', [8, 29], Array(232).fill(0)) },
      'data-mismatch',
      ['`esp` has 29 points, and the grid has 30'],
    ],
    [
      'a mask of other points',
      { espMask: array('espMask', 'uint8', [8, 31], Array(248).fill(1)) },
      'data-mismatch',
      ['`espMask` has 31 points'],
    ],
    [
      'a dipole of two numbers',
      { Dxyz: array('Dxyz', 'float32', [8, 2], Array(16).fill(0)) },
      'data-mismatch',
      ['`Dxyz` has a last axis of 2'],
    ],
    [
      'elements as text',
      { Z: { ...textArray('Z', ['H', 'C']), shape: [8, 10] } },
      'data-type',
      ['`Z` holds text', 'H, C', '6 for carbon'],
    ],
    ['no molecule', { R: array('R', 'float32', [0, 10, 3], []) }, 'data-empty', ['`R` holds no molecules']],
  ])('%s: refused, with the array, its shape and what to do', async (_, changes, code, words) => {
    const thrown = await prepare(withArrays(good, changes)).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code, details: { remedy: expect.any(String) } });
    const { message, details } = thrown as Error & { details: object };
    for (const word of words) expect(`${message} ${JSON.stringify(details)}`).toContain(word);
  });

  const inGroup = (arrays: ArraySet, group: string): ArraySet =>
    new Map([...arrays.values()].map((own) => [group + own.name, { ...own, name: group + own.name }]));

  it('of another file are told, and not mixed with those that are used', async () => {
    const two = new Map([
      ...inGroup(withArrays(good, { R: null, Z: null }), 'b/'),
      ...inGroup(withArrays(good, { Dxyz: null }), 'a/'),
      ...inGroup(good, 'b/'),
    ]);
    const { remarks, set } = await prepare(two);
    expect(remarks.find(({ code }) => code === 'several-sets')?.message).toContain(
      '`a/R` alone are used; `b/R`',
    );
    expect([set.arrays.mono?.name, set.arrays.esp?.name]).toEqual(['a/mono', 'a/esp']);
    expect(set.known.dipole).toBe(false);
  });

  it('may stand in several groups, where those beside the positions come first', async () => {
    const { Dxyz, mono, ...rest } = Object.fromEntries(good);
    const targets = new Map(Object.entries({ Dxyz: Dxyz!, mono: mono! }));
    const groups = new Map([
      ...inGroup(targets, 'targets/'),
      ...inGroup(new Map(Object.entries({ ...rest, mono: mono! })), 'inputs/'),
    ]);
    const { set } = await prepare(groups);
    expect([set.arrays.Dxyz?.name, set.arrays.mono?.name]).toEqual(['targets/Dxyz', 'inputs/mono']);
  });
});

describe('geometries that cannot be used', () => {
  /** Which hold whatever is wrong. */
  const asFloats = (name: string) => {
    const { shape, data } = named.get(name)!;
    return withArrays(named, { [name]: array(name, 'float32', [...shape], Array.from(data, Number)) });
  };
  const at = (name: string, ...changes: [index: number, value: number][]) =>
    withValues(asFloats(name), name, (values) => {
      for (const [index, value] of changes) values[index] = value;
    });
  const place = (row: number, atom: number) => 3 * (row * width + atom);

  it.each<[string, ArraySet, number[], string, string[]]>([
    [
      'more atoms than atomic numbers',
      at('N', [1, 6]),
      [1],
      'atoms-miscounted',
      ['row 1 (b): N[1] is 6, Z[1] has 4'],
    ],
    ['fewer', at('N', [1, 3]), [1], 'atoms-miscounted', ['N[1] is 3, and Z[1, 3] is ']],
    ['more than there is room for', at('N', [1, 99]), [1], 'atoms-miscounted', ['N[1] is 99']],
    ['a number of atoms that is none', at('N', [1, -4]), [1], 'atoms-miscounted', ['N[1] is -4']],
    ['half an atomic number', at('Z', [width, 6.5]), [1], 'atoms-miscounted', ['Z[1, 0] is 6.5']],
    ['a gap', at('Z', [width + 1, 0]), [1], 'atoms-miscounted', ['Z[1, 1] is 0 between atoms']],
    ['no atoms', at('Z', [0, 0], [1, 0], [2, 0]), [0], 'atoms-miscounted', ['row 0 (a): Z[0] has no atoms']],
    [
      'a negative atomic number',
      at('Z', [2 * width, -1]),
      [2],
      'element-unknown',
      ['row 2 (c): Z[2, 0] is -1', 'from 1 to 118'],
    ],
    ['one beyond the last element', at('Z', [2 * width, 119]), [2], 'element-unknown', ['Z[2, 0] is 119']],
    [
      'one above the setting',
      at('Z', [2 * width, 53]),
      [2],
      'element-above-limit',
      ['Z[2, 0] is 53 (I)', 'model.maxAtomicNumber'],
    ],
    [
      'a position that is no number',
      at('R', [place(3, 2), Number.NaN]),
      [3],
      'positions-not-finite',
      ['row 3 (d): R[3, 2] is (NaN'],
    ],
    ['an infinite position', at('R', [place(3, 2) + 1, Infinity]), [3], 'positions-not-finite', ['Infinity']],
    [
      'two atoms in one place',
      withValues(named, 'R', (values) => {
        values.splice(place(3, 2), 3, ...values.slice(place(3, 0), place(3, 1)));
      }),
      [3],
      'atoms-overlap',
      ['row 3 (d): R[3, 0] and [3, 2] are 0.00 Å apart'],
    ],
  ])('%s: left out, with row, name and what was found', async (_, arrays, out, code, words) => {
    const { rows, remarks, splits } = await prepare(arrays);
    expect([...rows]).toEqual([0, 1, 2, 3, 4, 5, 6, 7].filter((row) => !out.includes(row)));
    const used = [...splits.train, ...splits.validation, ...splits.test].sort();
    expect(used).toEqual([...rows]);
    const own = remarks.filter((remark) => remark.code === code);
    expect(own).toHaveLength(1);
    expect(own[0]!.message).toMatch(/^Left out 1 of 8 molecules, where .*\.$/);
    for (const word of words) expect(own[0]!.message).toContain(word);
    // What the page shows before a run is what the run has.
    const outlined = await outline(arrays);
    expect([...outlined.rows]).toEqual([...rows]);
    expect(outlined.remarks).toContainEqual(own[0]);
  });

  it('are counted where they are many', async () => {
    const { remarks } = await prepare(at('N', ...[1, 2, 3, 4, 5].map((row): [number, number] => [row, 0])));
    const { message } = remarks.find(({ code }) => code === 'atoms-miscounted')!;
    expect(message).toMatch(/Left out 5 of 8 .*row 1 \(b\).*row 2 \(c\).*row 3 \(d\).*; and 2 more/);
  });

  it('are an error where nothing else is left, with the first of them', async () => {
    await expect(prepare(scaled('R', 0.1)(good))).rejects.toMatchObject({
      code: 'data-mismatch',
      message: 'No molecule can be used: two atoms are closer than 0.4 Å.',
      details: {
        received: expect.stringContaining('R[0, 0] and [0, 1] are 0.1'),
        remedy: expect.stringContaining('nm'),
      },
    });
    await expect(prepare(good, { model: { maxAtomicNumber: 0 + 1 } })).rejects.toMatchObject({
      code: 'config-invalid',
      details: { remedy: expect.stringContaining('model.maxAtomicNumber') },
    });
  });
});

describe('units', () => {
  const inBohr = scaled('vdw_surface', BOHR)(good);
  const grid = async (arrays: ArraySet, settings: object, fitted?: MoleculesFitted) => {
    const { set, remarks } = await prepare(arrays, settings, fitted);
    return { grid: (await set.molecule(2)).grid, codes: remarks.map(({ code }) => code) };
  };
  const own = prepare(good).then(({ set }) => set.molecule(2));

  it('of a grid are asked about where it looks like bohr, by the monopoles or by distances alone', async () => {
    for (const arrays of [inBohr, withArrays(inBohr, { mono: null }), withArrays(inBohr, { esp: null })]) {
      const settings = { checkpoint: { monitor: 'loss' }, loss: { dipoleWeight: 1 } };
      for (const ask of [prepare, outline]) {
        await expect(ask(arrays, settings)).rejects.toMatchObject({
          code: 'data-mismatch',
          message: expect.stringContaining('looks like bohr'),
          details: {
            place: 'dataset.espGridUnits',
            remedy:
              'Set dataset.espGridUnits to bohr, which converts the grid, or to angstrom, which takes it as it is.',
          },
        });
      }
    }
  });

  it('are those of the answer', async () => {
    const converted = await grid(inBohr, { dataset: { espGridUnits: 'bohr' } });
    expect(converted.codes).not.toContain('grid-units');
    const expected = (await own).grid;
    converted.grid.forEach((x, i) => {
      expect(x).toBeCloseTo(expected[i]!, 4);
    });
    const asIs = await grid(inBohr, { dataset: { espGridUnits: 'angstrom' } });
    expect(asIs.grid[4]).toBeCloseTo(expected[4]! * BOHR, 4);
    expect(asIs.codes).toContain('grid-units');
  });

  it('that contradict the answer are told', async () => {
    expect((await grid(good, { dataset: { espGridUnits: 'bohr' } })).codes).toContain('grid-units');
    expect((await grid(good, { dataset: { espGridUnits: 'angstrom' } })).codes).not.toContain('grid-units');
  });

  it('are converted and told where a trained model is applied, and nobody can answer', async () => {
    const found = await grid(inBohr, {}, allElements);
    expect(found.codes).toContain('grid-units');
    expect(found.grid[4]).toBeCloseTo((await own).grid[4]!, 4);
  });

  it('of a grid are those by which the monopoles explain the potential, whatever the distances', async () => {
    // Shells a third as far as usual, in bohr, and twice as far, in Å: each where the other is expected.
    const shells = (factor: number) =>
      moleculeSetArrays(Array.from({ length: 8 }, (_, i) => consistent(i, 3, factor)));
    await expect(outline(scaled('vdw_surface', BOHR)(shells(0.4)))).rejects.toMatchObject({
      details: { place: 'dataset.espGridUnits' },
    });
    expect((await outline(shells(2))).remarks).toEqual([]);
    // Without monopoles the distances are all that is known.
    await expect(outline(withArrays(shells(2), { mono: null }))).rejects.toMatchObject({
      details: { place: 'dataset.espGridUnits' },
    });
  });

  it('of positions in bohr, and of potentials in others, are told', async () => {
    const codes = async (arrays: ArraySet) => (await prepare(arrays)).remarks.map(({ code }) => code);
    expect(await codes(scaled('R', BOHR)(scaled('vdw_surface', BOHR)(good)))).toContain('position-units');
    const remarkOf = async (arrays: ArraySet) =>
      (await prepare(arrays)).remarks.find(({ code }) => code === 'potential-units')?.message;
    expect(await remarkOf(good)).toBeUndefined();
    expect(await remarkOf(scaled('esp', 627.509)(good))).toContain('looks like (kcal/mol)/e');
    expect(await remarkOf(scaled('esp', 27.2114)(good))).toContain('looks like eV/e');
    expect(await remarkOf(scaled('esp', 627.509)(withArrays(good, { mono: null })))).toContain(
      'root mean square',
    );
    expect(await remarkOf(withArrays(good, { mono: null }))).toBeUndefined();
  });
});

describe('references', () => {
  const geometries = withArrays(good, { mono: null, esp: null, vdw_surface: null, n_grid: null, Dxyz: null });

  it('are needed for training, and not for predictions', async () => {
    for (const ask of [prepare, outline]) {
      await expect(ask(geometries)).rejects.toMatchObject({
        code: 'data-missing',
        details: { remedy: expect.stringContaining('Predict on them with a trained run') },
      });
    }
    const { rows, remarks } = await prepare(geometries, { dataset: { groupBy: 'family' } }, allElements);
    expect(rows).toHaveLength(8);
    expect(remarks).toEqual([]);
  });

  it('of elements that a model was never trained on are told', async () => {
    const { remarks } = await prepare(withValue(named, 'Z', width, 17), {}, allElements);
    const own = remarks.find(({ code }) => code === 'elements-unseen');
    expect(own?.message).toMatch(
      /^1 molecule holds elements .*never trained on \(Cl\).*mean nothing: row 1 \(b\)\.$/,
    );
  });

  it('that the loss weighs and the data lack are told before training', async () => {
    const codes = async (arrays: ArraySet, settings: object) =>
      (await outline(arrays, settings)).remarks.map(({ code }) => code);
    expect(await codes(withArrays(good, { Dxyz: null }), { loss: { dipoleWeight: 1 } })).toContain(
      'no-reference-dipole',
    );
    expect(await codes(withArrays(good, { mono: null }), {})).toContain('no-reference-monopole');
    const monitor = { checkpoint: { monitor: 'mono_rmse' } };
    expect(await codes(withArrays(good, { esp: null }), monitor)).toContain('no-reference-esp');
    expect(await codes(good, { loss: { mask: 'file' } })).toContain('no-mask');
  });

  it('are refused as monitor, or as all that the loss weighs, where the data have them not', async () => {
    const without = withArrays(good, { vdw_surface: null });
    await expect(outline(without)).rejects.toMatchObject({
      code: 'config-invalid',
      message: '"esp_rmse_kcal" needs `esp` with `vdw_surface`, which the data have not.',
      details: { place: 'checkpoint.monitor', remedy: 'Set checkpoint.monitor to mono_rmse or loss.' },
    });
    const loss = { espWeight: 1, monopoleWeight: 0 };
    await expect(outline(without, { loss, checkpoint: { monitor: 'loss' } })).rejects.toMatchObject({
      code: 'config-invalid',
      details: { remedy: 'Set loss.monopoleWeight or loss.dipoleWeight above 0.' },
    });
  });

  it('of single molecules that are no numbers leave these out of their part, and say so', async () => {
    let arrays = withValue(named, 'mono', width + 1, Number.NaN);
    arrays = withValue(arrays, 'Dxyz', 3 * 2, Number.NaN);
    arrays = withValue(arrays, 'com', 3 * 6, Number.NaN);
    arrays = withValue(arrays, 'n_grid', 3, 0);
    arrays = withValues(arrays, 'esp', (values) => {
      values.fill(Number.NaN, 4 * 30 + 5, 4 * 30 + 8);
      values.fill(Infinity, 5 * 30, 6 * 30);
    });
    const mask = Array<number>(240).fill(1).fill(0, 210, 240);
    arrays = withArrays(arrays, { espMask: array('espMask', 'uint8', [8, 30], mask) });
    const { remarks, set, rows } = await prepare(arrays, { loss: { mask: 'file' } });
    expect(rows).toHaveLength(8);
    const messages = Object.fromEntries(remarks.map(({ code, message }) => [code, message]));
    expect(messages['monopoles-missing']).toMatch(/^1 molecule has no monopoles.*: row 1 \(b\)\.$/);
    expect(messages['dipole-missing']).toMatch(/^2 molecules have no dipole.*: row 2 \(c\), row 6 \(g\)\.$/);
    expect(messages['points-missing']).toMatch(/^1 molecule has no points.*: row 3 \(d\)\.$/);
    expect(messages['potential-missing']).toMatch(
      /^2 molecules .*: row 4 \(e\): 3 points; row 5 \(f\): 30 points\.$/,
    );
    expect(messages['points-masked']).toMatch(/^1 molecule has no point that counts.*: row 7 \(h\)\.$/);
    expect(set.geometry(1).monopoles).toBeNull();
    expect(set.geometry(6).dipole).toBeNull();
    expect((await set.molecule(3)).grid).toHaveLength(0);
  });

  it('of which none is a number, and masks that leave nothing, are refused', async () => {
    const nothing = withValues(withArrays(good, { mono: null, Dxyz: null }), 'esp', (values) =>
      values.fill(Number.NaN),
    );
    await expect(prepare(nothing)).rejects.toMatchObject({ code: 'data-missing' });
    const mask = array('espMask', 'uint8', [8, 30], Array<number>(240).fill(0));
    await expect(
      prepare(withArrays(good, { espMask: mask }), { loss: { mask: 'file' } }),
    ).rejects.toMatchObject({
      code: 'config-invalid',
      details: { place: 'loss.mask' },
    });
  });
});

it('an outline reads the grids of a few molecules alone', async () => {
  const many = moleculeSetArrays(Array.from({ length: 200 }, (_, i) => consistent(i, 4)));
  const { data, reads } = watchReads(residentData(many));
  await outlineMolecules(configOf({}), data);
  const bytes = reads.filter(({ name }) => name === 'vdw_surface').reduce((sum, read) => sum + read.bytes, 0);
  expect(bytes).toBe(16 * 30 * 12);
});
