/** What a validation gives to look at: the worst and the best by numbers that are computed here once more. */
import { expect, it } from 'vitest';
import { residentData } from '../../engine/data/datasetReader';
import type { Parameters } from '../../engine/nn/parameter';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { arraysOf, configOf, initialParameters, madeUp } from './batches.fixture';
import { chooseExamples, type Examples } from './examples';
import type { PredictedMolecule } from './molecule';
import { prepareMolecules } from './workload';

/** More than one batch of an evaluation; the sixth has no point that counts. A lone neutral atom would be without error. */
const molecules = Array.from({ length: 40 }, (_, i) => {
  const molecule = madeUp(i + 1, 2 + (i % 6), 6 + (i % 11));
  return i === 5 ? { ...molecule, potential: molecule.potential.map(() => Number.NaN) } : molecule;
});
const config = configOf({ model: { features: 8, numBasisFunctions: 6 } });
const rows = Uint32Array.from(molecules, (_, row) => row);

async function loaded(withPotential = true) {
  const all = [...arraysOf(molecules)];
  const arrays = all.filter(([name]) => withPotential || !['esp', 'vdw_surface', 'n_grid'].includes(name));
  const own = withPotential
    ? config
    : {
        ...config,
        loss: { ...config.loss, espWeight: 0 },
        checkpoint: { ...config.checkpoint, monitor: 'loss' },
      };
  const workload = await prepareMolecules(own, residentData(new Map(arrays)));
  return workload.load();
}

function rmseOf({ molecule, potential, pointMask }: PredictedMolecule): number {
  let [sum, points] = [0, 0];
  potential.forEach((value, p) => {
    if (pointMask[p] === 0) return;
    sum += (value - molecule.potential[p]!) ** 2;
    points++;
  });
  return Math.sqrt(sum / points);
}

/** By row. */
async function predictedOnes(model: Awaited<ReturnType<typeof loaded>>, parameters: Parameters) {
  const found: PredictedMolecule[] = [];
  for await (const predicted of model.predict(parameters, rows)) found.push(predicted);
  return found;
}

describeOnBackends('the examples of a validation', () => {
  it('are the worst, the best, and two that stay, with their errors, charges and potentials', async () => {
    const model = await loaded();
    const parameters = initialParameters(config);
    const { examples } = await model.evaluate(parameters, rows, { lossWeights: [1] });
    const { by, of, molecules: shown, worst, best, same } = examples as Examples;
    expect([by, of]).toEqual(['espRmse', 40]);
    expect(shown.length).toBeLessThanOrEqual(4);
    const all = await predictedOnes(model, parameters);
    const errors = all.map(rmseOf);
    const known = errors.filter((error) => !Number.isNaN(error));
    expect(errors[shown[worst]!.row]).toBe(Math.max(...known));
    expect(errors[shown[best]!.row]).toBe(Math.min(...known));
    for (const { row, error, charges, places, predicted, reference, grid, pointMask } of shown) {
      if (row !== 5) expect(error! / errors[row]!).toBeCloseTo(1, 4);
      const one = all[row]!;
      expect(charges).toHaveLength(2 * molecules[row]!.atomicNumbers.length);
      charges.forEach((charge, i) => {
        expect(charge).toBeCloseTo(one.charges[i]!, 4);
      });
      places.forEach((place, i) => {
        expect(place).toBeCloseTo(one.places[i]!, 4);
      });
      predicted.forEach((value, i) => {
        expect(value).toBeCloseTo(one.potential[i]!, 5);
      });
      expect([reference, grid, pointMask]).toEqual([
        one.molecule.potential,
        one.molecule.grid,
        one.pointMask,
      ]);
    }
    const again = await model.evaluate(initialParameters(config, 2), rows, { lossWeights: [1] });
    const other = again.examples as Examples;
    expect(other.same.map((place) => other.molecules[place]!.row)).toEqual(
      same.map((place) => shown[place]!.row),
    );
  });

  it('leave the metrics as they are, of which extremes are those of all batches', async () => {
    const model = await loaded();
    const parameters = initialParameters(config);
    const { metrics } = await model.evaluate(parameters, rows, { lossWeights: [1] });
    const all = await predictedOnes(model, parameters);
    const sums = all.flatMap(({ charges }) =>
      Array.from({ length: charges.length / 2 }, (_, atom) => charges[2 * atom]! + charges[2 * atom + 1]!),
    );
    expect(metrics.mono_max).toBeCloseTo(Math.max(...sums), 5);
    expect(metrics.mono_min).toBeCloseTo(Math.min(...sums), 5);
    const errors = all.map(rmseOf).filter((error) => !Number.isNaN(error));
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(metrics.esp_rmse! / mean).toBeCloseTo(1, 4);
  });

  it('are chosen by the loss where there is no potential', async () => {
    const model = await loaded(false);
    const { examples } = await model.evaluate(initialParameters(config), rows, { lossWeights: [1] });
    const { by, molecules: shown, worst, best } = examples as Examples;
    expect(by).toBe('loss');
    expect(shown[worst]!.error).toBeGreaterThan(shown[best]!.error!);
    expect([shown[worst]!.reference, shown[worst]!.predicted]).toEqual([
      new Float32Array(0),
      new Float32Array(0),
    ]);
  });
});

it('an error that is no number is the worst, and a molecule without one is neither', () => {
  const chosen = chooseExamples(Uint32Array.of(7, 8, 9, 10), [0.2, Number.NaN, -1, 0.1], 1)!;
  expect(chosen.rows[chosen.worst]).toBe(8);
  expect(chosen.rows[chosen.best]).toBe(10);
  expect(chooseExamples(Uint32Array.of(7), [-1], 1)).toBeNull();
});

it('one molecule may be all of them', () => {
  expect(chooseExamples(Uint32Array.of(7), [0.2], 1)).toEqual({
    ...{ rows: Uint32Array.of(7), errors: [0.2], worst: 0, best: 0, same: [0] },
  });
});
