/** What the page asks of a dataset: lists, single molecules and samples of points, each read by itself. */
import { describe, expect, it } from 'vitest';
import { type DatasetReader, residentData } from '../../../engine/data/datasetReader';
import { sizeOf } from '../../../formats/arrays';
import type { RunConfig } from '../../../protocol/config';
import type { DatasetRecord } from '../../../protocol/datasets';
import type { AskContext, StoredDataset } from '../../engine';
import { arraysOf, configOf, madeUp } from '../batches.fixture';
import type { Molecule } from '../molecule';
import type { MoleculesWorkload } from '../workload';
import type { SheetQuestions } from './questions';
import { sheetQuestions } from './sheetQuestions';

const names = ['water', 'CO', 'c1ccccc1', 'C1CCCCC1'];

/** Water, methanol's heavy atoms, benzene's carbons, and cyclohexane's with some hydrogen; the last without a grid. */
const molecules: Molecule[] = [
  [8, 1, 1],
  [6, 8],
  [6, 6, 6, 6, 6, 6],
  [6, 6, 6, 6, 6, 6, 1, 1],
].map((atoms, row) => ({
  ...madeUp(row + 1, atoms.length, row === 3 ? 0 : 12 + row),
  atomicNumbers: Int32Array.from(atoms),
}));

let datasets = 0;

/** As an import leaves it, with names, and with a count of the values that are read. */
function stored(
  of: readonly Molecule[],
  named = true,
): { dataset: StoredDataset; reads: Map<string, number> } {
  const arrays = new Map(arraysOf(of));
  if (named) {
    const data = Int32Array.from(of, (_, row) => row);
    arrays.set('names', { name: 'names', dtype: 'int32', shape: [of.length], data, categories: names });
  }
  const resident = residentData(arrays);
  const reads = new Map<string, number>();
  const data: DatasetReader = {
    ...resident,
    read(name, start = 0, end = sizeOf(arrays.get(name)!.shape)) {
      reads.set(name, (reads.get(name) ?? 0) + end - start);
      return resident.read(name, start, end);
    },
  };
  const record = { name: 'some', fingerprint: `${++datasets}` } as DatasetRecord;
  return { dataset: { record, data }, reads };
}

async function asked<Name extends 'list' | 'molecule' | 'points'>(
  question: Name,
  argument: SheetQuestions[Name]['argument'],
  dataset: StoredDataset,
  config: object = {},
) {
  const context: AskContext<MoleculesWorkload> = {
    dataset: async () => dataset,
    config: () => configOf(config) as RunConfig,
    model: () => Promise.reject(new Error('No model is asked for.')),
    backend: () => Promise.reject(new Error('No backend is asked for.')),
    transfer: [],
    progress: () => {},
    signal: new AbortController().signal,
  };
  const { argument: schema, answer } = sheetQuestions[question];
  return (await answer(schema.parse(argument) as never, context)) as SheetQuestions[Name]['answer'];
}

const list = (search: string, dataset = stored(molecules).dataset, from = 0, to = 12) =>
  asked('list', { from, to, search }, dataset);

describe('the list of molecules', () => {
  it('has names, formulas and counts of a page, and reads no more than that', async () => {
    const { dataset, reads } = stored(molecules);
    const { total, lines } = await list('', dataset, 1, 3);
    expect(total).toBe(4);
    expect(lines).toMatchObject([
      { row: 1, name: 'CO', formula: 'CO', atoms: 2, points: 13 },
      { row: 2, name: 'c1ccccc1', formula: 'C6', atoms: 6, points: 14 },
    ]);
    expect([reads.get('R'), reads.get('Z'), reads.get('esp')]).toEqual([2 * 8 * 3, 2 * 8, 13 + 14]);
  });

  it('is searched by name and by formula, capitals told apart where that finds something', async () => {
    const rows = async (search: string) => (await list(search)).lines.map(({ row }) => row);
    expect(await rows('c1cc')).toEqual([2]);
    expect(await rows('Water')).toEqual([0]);
    expect(await rows('H2O')).toEqual([0]);
    expect(await rows('nothing')).toEqual([]);
  });

  it('begins with what is the text itself', async () => {
    const { dataset } = stored([molecules[3]!, molecules[2]!], false);
    expect((await list('C6', dataset)).lines.map(({ formula }) => formula)).toEqual(['C6', 'C6H2']);
  });

  it('gives rows as names where there are none, and ends where the molecules do', async () => {
    const { lines } = await list('', stored(molecules, false).dataset, 2, 12);
    expect(lines.map(({ name }) => name)).toEqual(['2', '3']);
    expect((await list('', stored(molecules).dataset, 12, 24)).lines).toEqual([]);
  });

  it('refuses more than a hundred at once', async () => {
    await expect(list('', stored(molecules).dataset, 0, 101)).rejects.toThrow(/100/);
  });
});

describe('a molecule', () => {
  it('is given as it stands in the data, and only its own rows are read', async () => {
    const { dataset, reads } = stored(molecules);
    const shown = await asked('molecule', { row: 1, gridUnits: 'angstrom' }, dataset);
    const { positions, atomicNumbers, monopoles, grid, potential } = molecules[1]!;
    expect(shown).toMatchObject({ row: 1, name: 'CO', positions, atomicNumbers, monopoles, grid, potential });
    expect([reads.get('R'), reads.get('esp')]).toEqual([8 * 3, 13]);
    const debye = 2.5417464519 * Math.hypot(...molecules[1]!.dipole!);
    expect(shown.dipole).toBeCloseTo(debye, 5);
  });

  it('has its grid in Å, converted where it is bohr', async () => {
    const { dataset } = stored(molecules);
    const { grid } = await asked('molecule', { row: 0, gridUnits: 'bohr' }, dataset);
    grid.forEach((place, i) => {
      expect(place).toBeCloseTo(molecules[0]!.grid[i]! * 0.529177, 5);
    });
  });

  it('that is not there is named', async () => {
    const { dataset } = stored(molecules);
    const error = asked('molecule', { row: 4, gridUnits: 'auto' }, dataset);
    await expect(error).rejects.toMatchObject({ code: 'data-not-found', details: { place: 'row 4' } });
  });
});

describe('the sample of points', () => {
  /** An oxygen at the origin; points at 1, 2, 3 and 4 Å, the last without a potential. */
  const one: Molecule = {
    ...madeUp(1, 1, 4),
    atomicNumbers: Int32Array.of(8),
    positions: new Float32Array(3),
    grid: Float32Array.of(1, 0, 0, 0, 2, 0, 0, 0, 3, 4, 0, 0),
    potential: Float32Array.of(0.5, 0.2, 0.1, Number.NaN),
  };

  it('counts what the settings leave, and measures how far points are from the atoms', async () => {
    const { dataset } = stored([one], false);
    const points = await asked('points', { molecules: 8 }, dataset, { loss: { espMinDistance: 1.5 } });
    expect(points).toMatchObject({ molecules: 1, of: 1, points: 4, counting: 2, lost: 1 });
    expect(points.fewest).toEqual({ row: 0, name: '0', fraction: 0.5 });
    expect(points.distances?.angstrom).toEqual({ smallest: 1, median: 2.5, largest: 4 });
    expect(points.distances?.bohr.largest).toBeCloseTo(4 * 0.529177, 5);
  });

  it('follows the settings', async () => {
    const counting = async (config: object) =>
      (await asked('points', { molecules: 8 }, stored([one], false).dataset, config)).counting;
    expect(await counting({ loss: { mask: 'none' } })).toBe(3);
    expect(await counting({ loss: { mask: 'none', espMaxValue: 0.3 } })).toBe(2);
    // Twice the covalent radius of oxygen, 0.66 Å, is beyond the first point; in bohr that radius holds two.
    expect(await counting({ loss: { mask: 'covalent' } })).toBe(2);
    expect(await counting({ dataset: { espGridUnits: 'bohr' }, loss: { mask: 'covalent' } })).toBe(1);
  });

  it('of molecules without a grid is empty', async () => {
    const { dataset } = stored([molecules[3]!, molecules[3]!], false);
    const points = await asked('points', { molecules: 8 }, dataset);
    expect(points).toMatchObject({ points: 0, distances: null, fewest: null, looksLike: null });
  });
});
