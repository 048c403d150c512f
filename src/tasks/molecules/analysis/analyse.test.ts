/** References: NumPy (`lstsq`, `percentile`, `corrcoef`) on the same two molecules. */
import { describe, expect, it } from 'vitest';
import { analyseMolecules } from './analyse';
import { predictedMolecules, streamOf, withoutReference } from './predicted.fixture';

const name = (row: number) => `molecule ${row}`;
const analyse = (molecules = predictedMolecules) => analyseMolecules(streamOf(molecules), { name });

/** Every number of `expected` is in `actual`, to nine digits; other keys are left alone. */
function expectNear(actual: unknown, expected: unknown, place = ''): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    expect(Math.abs(actual - expected), `${place}: ${actual} for ${expected}`).toBeLessThanOrEqual(
      1e-9 * Math.max(1, Math.abs(expected)),
    );
  } else if (typeof expected === 'object' && expected !== null && typeof actual === 'object') {
    for (const [key, value] of Object.entries(expected)) {
      expectNear((actual as Record<string, unknown>)[key], value, `${place}.${key}`);
    }
  } else expect(actual, place).toEqual(expected);
}

describe('the analysis of molecules', () => {
  it('compares the charge of each atom with its reference', async () => {
    expectNear((await analyse()).monopoles, {
      count: 5,
      mae: 0.157499997317791,
      rmse: 0.2460309908633068,
      maxError: 0.5249999985098839,
      bias: 0.06250000447034836,
      correlation: 0.8977545192585455,
      r2: 0.7766374498600395,
      predicted: { mean: 0.2625, std: 0.5309190145398825, min: -0.75, max: 0.75, median: 0.375 },
      reference: { mean: 0.19999999552965164, std: 0.5205765921148252, median: 0.3499999940395355 },
      errorPercentiles: [
        { percent: 50, value: 0.050000011920928955 },
        { percent: 75, value: 0.1499999761581421 },
        { percent: 90, value: 0.37499998956918723 },
        { percent: 95, value: 0.44999999403953544 },
        { percent: 99, value: 0.5099999976158142 },
      ],
      approximate: false,
    });
  });

  it('compares potentials where points count, in (kcal/mol)/e', async () => {
    expectNear((await analyse()).potential, {
      count: 11,
      mae: 31.66791246005167,
      rmse: 41.45287635269793,
      maxError: 81.81291517226398,
      bias: 18.877788775082823,
      correlation: 0.9731372613183039,
      r2: 0.48308316015581043,
      r2Unmasked: 0.5091349670070409,
      points: 12,
      maskFraction: 11 / 12,
      predicted: { mean: 71.24626698294648, std: 90.54224774677152, median: 6.741005763779395 },
      reference: { min: -12.550179719481617, max: 131.7768858857304, median: 7.530108065454289 },
      errorPercentiles: [
        { percent: 50, value: 20.533613673307002 },
        { percent: 75, value: 51.051526457615196 },
        { percent: 90, value: 72.28333168445528 },
        { percent: 95, value: 77.04812342835963 },
        { percent: 99, value: 80.85995682348312 },
      ],
    });
  });

  it('sets the model beside the reference charges and the best charges on the atoms', async () => {
    const { model, atomicMonopoles, leastSquares } = await analyse();
    expectNear(model, {
      molecules: 2,
      espRmse: { mean: (14.83482936192278 + 59.298090296144444) / 2, max: 59.298090296144444 },
      dipole: {
        mae: 3.1171384694955577,
        rmse: 3.329231328620106,
        max: 4.286424149497021,
        componentMae: 1.1951509511652774,
      },
    });
    expectNear(atomicMonopoles, {
      espRmse: { min: 8.407841304504094, max: 9.340623720061322 },
      dipole: { mae: 2.319438621965258 },
    });
    expectNear(leastSquares, {
      espRmse: { min: 1.5043953755240083, max: 3.9345985011314406 },
      dipole: { mae: 2.281535801941498 },
    });
  });

  it('tells errors by element and by distance', async () => {
    const { elements, distances } = await analyse();
    expectNear(elements, [
      {
        ...{ atomicNumber: 1, symbol: 'H', atoms: 2, points: 4, espRmse: 9.036627762627768 },
        monopoles: { mae: 0.03125, rmse: 0.03186887079101219, bias: -0.0062499940395355225 },
      },
      {
        ...{ atomicNumber: 6, symbol: 'C', atoms: 1, points: 2, espRmse: 35.612798590173874 },
        monopoles: { mae: 0.1499999761581421, bias: -0.1499999761581421 },
      },
      {
        ...{ atomicNumber: 8, symbol: 'O', atoms: 2, points: 5, espRmse: 56.636675617311674 },
        monopoles: { mae: 0.2875000052154064, rmse: 0.37291084700466354, bias: 0.23749999329447746 },
      },
    ]);
    expectNear(distances, [
      { from: 1.75, points: 2, espRmse: 4.831198842421918, reference: 6.035188386356098 },
      { from: 2, points: 4, espRmse: 43.432349139706915, reference: 44.13690637272498 },
      { from: 2.25, points: 2, espRmse: 53.13430779585632, reference: 75.95192329108595 },
      { from: 2.5, points: 3, espRmse: 43.44760996671531, reference: 125.60634000328528 },
    ]);
  });

  it('lists the molecules, the worst first', async () => {
    const { table } = await analyse();
    expect([...table.rows]).toEqual([2, 4]);
    expect(table.names).toEqual(['molecule 2', 'molecule 4']);
    expect(table.formulas).toEqual(['CO', 'H2O']);
    expect([...table.totalCharge]).toEqual([1.375, -0.0625]);
    expectNear([...table.espRmse], [59.298090296144444, 14.83482936192278]);
    expectNear([...table.monopolesEspRmse], [9.340623720061322, 8.407841304504094]);
    expectNear(table.dipoleError[0], 2 * 3.1171384694955577 - 4.286424149497021);
  });

  it('counts every pair once in its pictures', async () => {
    const { monopoles, potential } = await analyse();
    const total = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);
    expect(total(monopoles!.scatter.count)).toBe(5);
    expect(total(potential!.scatter.count)).toBe(11);
    const { counts, width, beyond } = potential!.errorHistogram;
    expect(total(counts) + beyond).toBe(11);
    expect(counts.length * width).toBeGreaterThan(80);
    const { scatter } = monopoles!;
    const lowest = scatter.x.indexOf(Math.min(...scatter.x));
    expect(Math.abs(scatter.x[lowest]! + 0.7)).toBeLessThanOrEqual(scatter.width / 2);
    expect(Math.abs(scatter.y[lowest]! + 0.75)).toBeLessThanOrEqual(scatter.width / 2);
  });

  it('says of molecules without a reference only what was predicted', async () => {
    const analysis = await analyse(withoutReference);
    expect(analysis).toMatchObject({
      molecules: 2,
      monopoles: null,
      potential: null,
      atomicMonopoles: null,
      leastSquares: null,
      loss: null,
      model: { molecules: 0, dipole: null },
      distances: [],
    });
    expect([...analysis.table.espRmse]).toEqual([Number.NaN, Number.NaN]);
    expect(analysis.elements.map(({ atoms, monopoles, points }) => [atoms, monopoles, points])).toEqual([
      [2, null, 0],
      [1, null, 0],
      [2, null, 0],
    ]);
  });

  it('does not hide a prediction that is not a number', async () => {
    const [first, second] = predictedMolecules;
    const potential = first!.potential.slice();
    potential[0] = Number.NaN;
    const analysis = await analyse([{ ...first!, potential }, second!]);
    expect(analysis.potential).toMatchObject({ rmse: null, mae: null, maxError: null, r2: null });
    expect(analysis.model.espRmse.mean).toBeNull();
  });

  it('gives mean and deviation of the loss over the molecules', async () => {
    const { loss } = await analyseMolecules(streamOf(predictedMolecules), {
      name,
      loss: ({ molecule }) => molecule.row,
    });
    expect(loss).toEqual({ mean: 3, std: 1 });
  });
});
