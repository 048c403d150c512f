import { describe, expect, it } from 'vitest';
import type { SplitName } from '../../../engine/workload';
import { openNpz } from '../../../formats/npy/npz';
import { readArray } from '../../../formats/readFiles';
import { openXyz } from '../../../formats/xyz/xyz';
import { predictedMolecules, streamOf, withoutReference } from '../analysis/predicted.fixture';
import { potentialBox, writeCube } from './box';
import { writeChargesCsv } from './csv';
import { writeAnalysisJson } from './json';
import { writePredictionsNpz } from './npz';
import { chosenRows, moleculeOptionsSchema } from './options';
import type { PredictedSet } from './predictedSet';
import { writeChargesPqr, writeMoleculesXyz } from './structures';

const defaults = moleculeOptionsSchema.parse({});

function setOf(molecules = predictedMolecules, own = false): PredictedSet {
  const splits: Record<number, SplitName> = { 4: 'test' };
  return {
    stream: streamOf(molecules),
    rows: Uint32Array.from(molecules, ({ molecule }) => molecule.row),
    split: own ? (row) => splits[row] ?? null : null,
    padded: { atoms: 4, points: molecules[0]!.potential.length },
    name: (row) => `no ${row}, "named"`,
  };
}

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('charges as CSV', () => {
  it('name no molecule by a formula', async () => {
    const named = { ...setOf(), name: () => '+name' };
    const [, first] = textOf(await writeChargesCsv(named)).split('\n');
    expect(first).toMatch(/^4,'\+name,0,O,0,-0\.5,/);
  });

  it('have a line each, with the charge of their atom beside its reference', async () => {
    const lines = textOf(await writeChargesCsv(setOf(predictedMolecules, true))).split('\n');
    expect(lines).toHaveLength(1 + 6 + 4 + 1);
    expect(lines[0]).toBe('row,split,name,atom,element,k,q,x,y,z,atom_predicted,atom_reference,atom_error');
    expect(lines[1]).toMatch(/^4,test,"no 4, ""named""",0,O,0,-0\.5,0,0,0\.2,-0\.75,-0\.7,-0\.05/);
    expect(lines[10]).toMatch(/^2,,"no 2, ""named""",1,O,1,0\.125,0,-0\.1,1\.2,0\.625,0\.1,0\.52/);
  });

  it('leave empty what no reference is known of', async () => {
    const lines = textOf(await writeChargesCsv(setOf(withoutReference))).split('\n');
    expect(lines[1]).toBe('4,"no 4, ""named""",0,O,0,-0.5,0,0,0.2,-0.75,,');
  });
});

describe('predictions as NPZ', () => {
  it('are padded as the data are', async () => {
    const bytes = await writePredictionsNpz(setOf(predictedMolecules, true), defaults);
    const opened = await openNpz({ name: 'p.npz', blob: new Blob([bytes]) });
    expect(Object.fromEntries(opened.arrays.map(({ name, shape }) => [name, shape]))).toEqual({
      ...{ rows: [2], Z: [2, 4], R: [2, 4, 3], N: [2, 1], charges: [2, 4, 2], places: [2, 4, 2, 3] },
      ...{ monopoles: [2, 4], dipole: [2, 3], esp: [2, 7], n_grid: [2], total_charge: [2], split: [2] },
      ...{ esp_rmse_kcal: [2], esp_max_error_kcal: [2], mono_rmse: [2], dipole_error_debye: [2] },
    });
    const read = async (name: string) => Array.from((await readArray(opened, name)).data, Number);
    expect(await read('rows')).toEqual([4, 2]);
    expect(await read('Z')).toEqual([8, 1, 1, 0, 6, 8, 0, 0]);
    expect(await read('charges')).toEqual([
      ...[-0.5, -0.25, 0.25, 0.125, 0.25, 0.0625, 0, 0],
      ...[0.5, 0.25, 0.5, 0.125, 0, 0, 0, 0],
    ]);
    expect((await read('places')).slice(24 + 9, 24 + 12)).toEqual([0, Math.fround(-0.1), Math.fround(1.2)]);
    expect(await read('monopoles')).toEqual([-0.75, 0.375, 0.3125, 0, 0.75, 0.625, 0, 0]);
    expect((await read('esp')).slice(7)).toEqual([...predictedMolecules[1]!.potential, 0, 0]);
    expect(await read('n_grid')).toEqual([7, 5]);
    expect(await read('split')).toEqual([2, 255]);
    // By NumPy.
    expect((await read('esp_rmse_kcal'))[0]).toBeCloseTo(14.83482936192278, 8);
    expect((await read('dipole_error_debye'))[1]).toBeCloseTo(1.947852789494139, 8);
  });

  it('have boxes of the potential on request, and no points where there are none', async () => {
    const options = { ...defaults, potentials: 'both', spacing: 0.5, margin: 1 } as const;
    const bytes = await writePredictionsNpz(setOf(withoutReference), options);
    const opened = await openNpz({ name: 'p.npz', blob: new Blob([bytes]) });
    const names = opened.arrays.map(({ name }) => name);
    expect(names).not.toContain('esp');
    expect(names).toEqual(expect.arrayContaining(['box_4', 'box_2', 'box_origin', 'box_axes']));
    const box = potentialBox(predictedMolecules[1]!, options);
    expect((await readArray(opened, 'box_2')).data).toEqual(box.values);
    expect(Array.from((await readArray(opened, 'box_origin')).data, Number).slice(3)).toEqual(box.origin);
    expect(Number.isNaN(Number((await readArray(opened, 'esp_rmse_kcal')).data[0]))).toBe(true);
  });
});

describe('a box of the potential', () => {
  it('holds the atoms with their margin, and the potential of the charges', () => {
    const [, molecule] = predictedMolecules;
    const { shape, origin, values } = potentialBox(molecule!, { spacing: 0.5, margin: 1 });
    expect(shape).toEqual([5, 5, 8]);
    expect(origin).toEqual([-1, -1, expect.closeTo(-1.15, 6)]);
    // Σ q / (r · 1.88973) at the first and the last point, by NumPy.
    expect(values[0]).toBeCloseTo(0.337359060969995, 6);
    expect(values.at(-1)).toBeCloseTo(0.3326187039950943, 6);
  });

  it('that would not fit is refused', () => {
    expect(() => potentialBox(predictedMolecules[0]!, { spacing: 0.02, margin: 50 })).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });

  it('is a cube file in bohr', async () => {
    const text = textOf(await writeCube(setOf(), { spacing: 0.5, margin: 1 }));
    const lines = text.split('\n');
    expect(lines[0]).toBe('no 4, "named"');
    expect(lines[2]!.trim().split(/\s+/).map(Number)).toEqual([3, -1.889727, -3.779454, -3.174741]);
    expect(lines[3]!.trim().split(/\s+/).map(Number)).toEqual([5, 0.944863, 0, 0]);
    expect(lines[6]!.trim().split(/\s+/).map(Number)).toEqual([8, 8, 0, 0, 0.226767]);
    const values = lines.slice(9).join(' ').trim().split(/\s+/).map(Number);
    const box = potentialBox(predictedMolecules[0]!, { spacing: 0.5, margin: 1 });
    expect(values).toHaveLength(box.values.length);
    for (const [i, value] of values.entries()) {
      expect(Math.abs(value - box.values[i]!)).toBeLessThanOrEqual(1e-5 * Math.abs(box.values[i]!));
    }
  });
});

describe('the analysis as JSON', () => {
  it('has the figures under the names of DCMNet, and the lists of atoms', async () => {
    const set = { ...setOf(), loss: () => 2 };
    const json = JSON.parse(textOf(await writeAnalysisJson(set)));
    expect(json).toMatchObject({
      ...{ n_molecules: 2, total_loss: 2, loss_std: 0, pred_mean: 0.2625, batch_losses: [2, 2] },
      esp: { mask_fraction: 11 / 12 },
      molecules: [{ row: 2, formula: 'CO' }, { row: 4 }],
      predictions: [-0.75, 0.375, 0.3125, 0.75, 0.625],
    });
    expect(json.correlation).toBeCloseTo(0.8977545192585455, 12);
    expect(json.esp_rmse_kcal).toBeCloseTo((14.83482936192278 + 59.298090296144444) / 2, 8);
    expect(json.error_percentiles['90']).toBeCloseTo(0.37499998956918723, 12);
    expect(json.targets).toHaveLength(5);
    expect(json.errors[4]).toBeCloseTo(0.525, 6);
  });

  it('is JSON without a reference as well', async () => {
    const json = JSON.parse(textOf(await writeAnalysisJson(setOf(withoutReference))));
    expect(json).toMatchObject({ esp: null, esp_rmse_kcal: null, targets: [], batch_losses: [] });
  });
});

describe('charges for other programs', () => {
  it('are extended XYZ that reads back as it was', async () => {
    const bytes = await writeMoleculesXyz(setOf());
    const opened = await openXyz({ name: 'p.xyz', blob: new Blob([bytes]) });
    const read = async (name: string) => Array.from((await readArray(opened, name)).data, Number);
    const names = opened.arrays.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['mono', 'dipo', 'dcm_charges', 'dcm_places', 'mono_reference', 'Dxyz', 'com']),
    );
    expect((await read('mono')).slice(0, 5)).toEqual([-0.75, 0.375, 0.3125, 0.75, 0.625]);
    expect((await read('Dxyz'))[2]).toBeCloseTo(-0.8799055218696594, 7);
    expect(await read('charge')).toEqual([0, 1]);
    expect(await read('predicted_charge')).toEqual([-0.0625, 1.375]);
  });

  it('are PQR with atoms that have radii and charges that have none', async () => {
    const lines = textOf(await writeChargesPqr(setOf())).split('\n');
    const atoms = lines.filter((line) => line.startsWith('ATOM'));
    expect(atoms).toHaveLength(9 + 6);
    expect(lines.filter((line) => line.startsWith('MODEL'))).toHaveLength(2);
    const numbers = (line: string) => line.trim().split(/\s+/).slice(5).map(Number);
    expect(numbers(atoms[0]!)).toEqual([0, 0, 0.12, 0, 1.52]);
    expect(numbers(atoms[3]!)).toEqual([0, 0, 0.2, -0.5, 0]);
    expect(numbers(atoms[14]!)).toEqual([0, -0.1, 1.2, 0.125, 0]);
  });
});

describe('the rows that are written', () => {
  const data = {
    rows: Uint32Array.of(0, 1, 2, 3, 4, 5),
    splits: { train: Uint32Array.of(5, 0, 1), validation: Uint32Array.of(2), test: Uint32Array.of(3, 4) },
  };
  const rows = (text: string | number, split = 'all', own = true) =>
    Array.from(chosenRows(data, moleculeOptionsSchema.parse({ rows: text, split }), own));

  it('are those of a split, and of them those that are named', () => {
    expect(rows('')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(rows('', 'train')).toEqual([0, 1, 5]);
    expect(rows('1-3, 5')).toEqual([1, 2, 3, 5]);
    expect(rows('1-3,5', 'train')).toEqual([1, 5]);
    expect(rows(4)).toEqual([4]);
  });

  it('must be some, and of data that were split', () => {
    expect(() => rows('9')).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(() => rows('', 'test', false)).toThrow(/were not split/);
    expect(() => rows('1-')).toThrow(/cannot be read/);
    expect(() => rows('1,,2')).toThrow(/cannot be read/);
  });
});
