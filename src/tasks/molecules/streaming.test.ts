/** Molecules that do not fit are read while they are trained on: the same run as with all of them at hand, in every bit. */
import { afterAll, expect, it } from 'vitest';
import { type DatasetReader, residentData } from '../../engine/data/datasetReader';
import { diskWorkspace, inFile, watchReads } from '../../engine/data/datasetReader.fixture';
import type { Workspace } from '../../engine/data/workspace';
import { runToEnd } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { evaluate, loadModel } from '../../engine/training/evaluate';
import { madeUp } from './batches.fixture';
import { moleculeSetArrays, withArrays, withValue } from './data/arrays.fixture';
import { molecules as engine } from './engine';
import { prepareMolecules } from './workload';

const molecules = Array.from({ length: 14 }, (_, i) => madeUp(i, 2 + (i % 5), 12 + (i % 4)));
/** One cannot be used, one has no grid, one lacks a potential. */
const arrays = withValue(
  withValue(withValue(moleculeSetArrays(molecules), 'N', 3, 9), 'n_grid', 5, 0),
  'esp',
  15 * 7,
  Number.NaN,
);
const geometries = withArrays(moleculeSetArrays(molecules.slice(0, 5)), {
  ...{ mono: null, esp: null, vdw_surface: null, n_grid: null, Dxyz: null, com: null },
});

const settings = {
  task: 'molecules',
  dataset: { validationFraction: 0.3 },
  model: { features: 4, numBasisFunctions: 4, numIterations: 1 },
  loss: { dipoleWeight: 1, weighting: 'distance' },
  training: { batchSize: 2, gradientAccumulationSteps: 2, epochs: 2 },
};

const disk = diskWorkspace();
afterAll(disk.dispose);

describeOnBackends('a streamed set of molecules', (_name, backend) => {
  const runOf = async (data: DatasetReader, workspace?: Workspace) => {
    const { latest, points, epochs } = await runToEnd({
      config: settings,
      arrays: data,
      backend: backend(),
      ...(workspace && { workspace }),
    });
    const model = await loadModel(engine, latest, data, workspace);
    const predicted = [];
    for await (const one of model.executable.predict(model.parameters, model.workload.rows))
      predicted.push(one);
    const metrics = await evaluate(model, model.workload.rows);
    model.dispose();
    return {
      latest,
      points: points.map(({ loss }) => loss),
      epochs: epochs.map(({ train, validation }) => ({ train, validation })),
      metrics,
      predicted,
    };
  };

  it('trains, measures and predicts in the same bits', async () => {
    const { latest: kept, ...resident } = await runOf(residentData(arrays));
    expect(resident.points.every(Number.isFinite)).toBe(true);
    expect(resident.predicted.map(({ molecule }) => molecule.row)).toEqual([
      0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    ]);
    const { latest, ...streamed } = await runOf(inFile(arrays), disk);
    expect(streamed).toEqual(resident);
    expect(latest.tensors).toEqual(kept.tensors);
    // Grids are read from where they are.
    expect(disk.files).toBe(0);
  });

  it('is predicted on where nothing but geometries is given', async () => {
    const { latest } = await runOf(residentData(arrays));
    const model = await loadModel(engine, latest, residentData(geometries));
    let count = 0;
    for await (const { molecule, charges, potential } of model.executable.predict(
      model.parameters,
      model.workload.rows,
    )) {
      expect(charges).toHaveLength(2 * molecule.atomicNumbers.length);
      expect(charges.every(Number.isFinite)).toBe(true);
      expect(potential).toHaveLength(0);
      count++;
    }
    expect(count).toBe(5);
    // Nothing to compare with, which the command line and the page tell by the loss.
    expect((await evaluate(model, model.workload.rows)).loss).toBeNaN();
    model.dispose();
  });
});

it('a large set is read molecule by molecule', async () => {
  const { data, reads } = watchReads(inFile(moleculeSetArrays(molecules)));
  const { parseConfig } = await import('../runConfig');
  const workload = await prepareMolecules(parseConfig(settings).config, data);
  const residency = { residentBytes: 64, rows: 2, scratch: disk.scratch };
  const { fetch, inputs } = await workload.load(residency);
  const grids = () => reads.filter(({ name }) => name === 'vdw_surface');
  reads.length = 0;
  const batch = { rows: Int32Array.of(2, 9), variant: '' };
  await fetch!(batch);
  expect(grids().map(({ bytes }) => bytes)).toEqual([15 * 12, 15 * 12]);
  expect(inputs!(batch).about).toMatchObject({ shape: [2, 7] });
});
