/** DCMNet as the task trains it: molecules as a file has them, packed anew for every step. */
import { residentData } from '../../src/engine/data/datasetReader';
import type { Executable } from '../../src/engine/workload';
import type { NamedArray, NumericArray } from '../../src/formats/arrays';
import { moleculesConfigSchema } from '../../src/tasks/molecules/config';
import { prepareMolecules } from '../../src/tasks/molecules/workload';
import type { DcmnetProblem } from '../problems/problem';

export async function dcmnetExecutable(problem: DcmnetProblem): Promise<Executable> {
  const { counts, padded, grid, potential, features, basis, iterations, nDcm, cutoff, lossWeights } = problem;
  const array = (name: string, shape: number[], data: NumericArray): NamedArray => ({
    name,
    dtype: data instanceof Int32Array ? 'int32' : 'float32',
    shape,
    categories: null,
    data,
  });
  const arrays = [
    array('R', padded.positions.shape, padded.positions.values),
    array('Z', padded.numbers.shape, padded.numbers.indices),
    array('N', [counts.length], counts),
    array('mono', padded.monopoles.shape, padded.monopoles.values),
    array('vdw_surface', grid.shape, grid.values),
    array('esp', potential.shape, potential.values),
  ];
  const config = {
    task: 'molecules',
    dataset: { validationFraction: 0 },
    model: {
      features,
      numBasisFunctions: basis,
      numIterations: iterations,
      nDcm,
      cutoff,
      maxDegree: 2,
    },
    loss: {
      espWeight: lossWeights.potential,
      monopoleWeight: lossWeights.monopoles,
      chargeConservationWeight: 1,
      neutralize: false,
      mask: 'none',
    },
    training: { batchSize: counts.length },
  };
  const data = residentData(new Map(arrays.map((array) => [array.name, array])));
  const workload = await prepareMolecules(moleculesConfigSchema.parse(config), data);
  return workload.load();
}
