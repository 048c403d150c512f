/** Statistics of a dataset of molecules against plain sums, in the log and as the page asks for them. */
import { describe, expect, it } from 'vitest';
import { residentData } from '../../../engine/data/datasetReader';
import { covalentRadius } from '../../../formats/elements';
import { logLine } from '../../../runs/runLog';
import { configOf, madeUp } from '../batches.fixture';
import { molecules as engine } from '../engine';
import type { DescribedMolecules } from '../statisticsQuestion';
import { prepareMolecules } from '../workload';
import { moleculeSetArrays, withArrays, withValue } from './arrays.fixture';
import { openMolecules } from './moleculeSet';
import { tallyMolecules } from './statistics';

const molecules = Array.from({ length: 7 }, (_, i) => madeUp(i, 3 + i, 20 + i));
const arrays = moleculeSetArrays(molecules, { atoms: 15, points: 40 });
const rows = Uint32Array.from(molecules, (_, row) => row);

/** Mean, deviation, smallest and largest, in two passes. */
function plain(values: readonly number[]) {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const std = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
  return [mean, std, Math.min(...values), Math.max(...values)];
}

function expectSpread(found: object | null, values: readonly number[]): void {
  const expected = plain(values);
  Object.values(found ?? {}).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 6);
  });
  expect(Object.keys(found ?? {})).toEqual(['mean', 'std', 'min', 'max']);
}

describe('statistics of molecules', () => {
  it('are those of plain sums over what is no padding', async () => {
    const { statistics } = await tallyMolecules(await openMolecules(residentData(arrays)), rows);
    expect(statistics.molecules).toBe(7);
    expect(statistics.gridsRead).toBe(7);
    expectSpread(statistics.atoms, [3, 4, 5, 6, 7, 8, 9]);
    expectSpread(statistics.points, [20, 21, 22, 23, 24, 25, 26]);
    expectSpread(
      statistics.monopoles,
      molecules.flatMap(({ monopoles }) => [...monopoles!]),
    );
    expectSpread(
      statistics.potential,
      molecules.flatMap(({ potential }) => [...potential]),
    );
    const counts = new Map<number, number>();
    for (const z of molecules.flatMap(({ atomicNumbers }) => [...atomicNumbers]))
      counts.set(z, (counts.get(z) ?? 0) + 1);
    expect(statistics.elements).toEqual(
      [1, 6, 7, 8].map((atomicNumber) => ({ atomicNumber, atoms: counts.get(atomicNumber) })),
    );
  });

  it('know which molecules have points near to an atom, and how far grids are from their atoms', async () => {
    expect(covalentRadius(6)).toBe(0.76);
    // To 1.5 Å beside the first atom, within twice the radius of carbon.
    const { positions } = molecules[4]!;
    const moved = withValue(
      withValue(
        withValue(arrays, 'vdw_surface', 4 * 120, positions[0]! - 1.5),
        'vdw_surface',
        4 * 120 + 1,
        positions[1]!,
      ),
      'vdw_surface',
      4 * 120 + 2,
      positions[2]!,
    );
    const set = await openMolecules(residentData(moved));
    const { statistics } = await tallyMolecules(set, rows);
    expect(statistics.closeDistance).toBeCloseTo(1.52);
    const near = (await Promise.all(Array.from(rows, (row) => set.molecule(row)))).filter(
      ({ grid, positions }) => {
        const atoms = Array.from({ length: positions.length / 3 }, (_, i) => [
          ...positions.slice(3 * i, 3 * i + 3),
        ]);
        return Array.from({ length: grid.length / 3 }, (_, i) => [...grid.slice(3 * i, 3 * i + 3)]).some(
          (point) => atoms.some((atom) => Math.hypot(...atom.map((x, axis) => x - point[axis]!)) < 1.52),
        );
      },
    );
    expect(near.map(({ row }) => row)).toContain(4);
    expect(statistics.close).toBe(near.length);
    const centre = (places: Float32Array, axis: number) =>
      plain([...places].filter((_, i) => i % 3 === axis))[0]!;
    const distances = await Promise.all(
      [0, 1, 2, 3, 4].map(async (row) => {
        const { grid, positions } = await set.molecule(row);
        return Math.hypot(...[0, 1, 2].map((axis) => centre(grid, axis) - centre(positions, axis)));
      }),
    );
    expect(statistics.centreDistance).toBeCloseTo(plain(distances)[0]!, 5);
  });

  it('of a set that is large read the grids of its first molecules alone', async () => {
    const many = moleculeSetArrays(Array.from({ length: 1010 }, (_, i) => madeUp(i, 3, 5)));
    const set = await openMolecules(residentData(withValue(many, 'esp', 1005 * 5, Number.NaN)));
    const all = Uint32Array.from({ length: 1010 }, (_, row) => row);
    const whole = await tallyMolecules(set, all);
    expect([whole.statistics.gridsRead, whole.gaps.lost.size]).toEqual([1010, 1]);
    const { statistics, gaps } = await tallyMolecules(set, all, undefined, 1e4);
    expect([statistics.molecules, statistics.gridsRead, gaps.lost.size]).toEqual([1010, 1000, 0]);
  });

  it('stand in the log where a run begins', async () => {
    const config = configOf({ loss: { espWeight: 123, dipoleWeight: 4 }, model: { nDcm: 3 } });
    const { about } = await prepareMolecules(config, residentData(arrays));
    const log = logLine(
      {
        type: 'started',
        backend: { name: 'cpu', device: 'one', software: false, reason: null },
        parameterCount: 1,
        stepsPerEpoch: 1,
        totalSteps: 1,
        totalEpochs: 1,
        rows: { train: 1, validation: 1, test: 1 },
        metrics: [],
        about: about!,
        resumedFrom: null,
      },
      new Date(),
    )!;
    for (const words of [
      'INFO - Data: 7 molecules of 3 to 9 atoms (mean 6.0); H ',
      'INFO - Grid: 20 to 26 points (mean 23.0); ',
      'INFO - Monopoles: mean ',
      'INFO - ESP: mean ',
      ' Ha/e',
      ' (kcal/mol)/e',
      'INFO - Weights: ESP 123, monopoles 0.1, charge conservation 1, dipole 4; learning rate 0.01; 3 charges an atom',
    ])
      expect(log).toContain(words);
  });

  it('are answered to the page without a model, also of geometries alone', async () => {
    const ask = async (data: typeof arrays) => {
      const { argument, answer } = engine.questions.statistics!;
      const context = { dataset: async () => ({ data: residentData(data) }) } as
        | Parameters<typeof answer>[1]
        | object;
      return (await answer(
        argument.parse({}),
        context as Parameters<typeof answer>[1],
      )) as DescribedMolecules;
    };
    const { statistics, remarks } = await ask(withValue(arrays, 'N', 2, 4));
    expect(statistics.molecules).toBe(6);
    expect(remarks.map(({ code }) => code)).toContain('atoms-miscounted');
    expect(structuredClone(statistics)).toEqual(statistics);
    const none = { mono: null, esp: null, vdw_surface: null, Dxyz: null, n_grid: null };
    const geometries = await ask(withArrays(arrays, none));
    expect(geometries.statistics).toMatchObject({
      molecules: 7,
      gridsRead: 0,
      points: null,
      monopoles: null,
    });
    expect(geometries.remarks).toEqual([]);
  });
});
