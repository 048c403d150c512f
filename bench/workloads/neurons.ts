/** Neurons as the task trains them: a batch of each session, frames in bytes, clips gathered in every step. */
import { residentData } from '../../src/engine/data/datasetReader';
import type { Batch } from '../../src/engine/data/epochPlan';
import type { Executable } from '../../src/engine/workload';
import type { NamedArray } from '../../src/formats/arrays';
import { neuronsConfigSchema } from '../../src/tasks/neurons/config';
import { sessionPlace } from '../../src/tasks/neurons/metrics/sums';
import { prepareNeurons } from '../../src/tasks/neurons/workload';
import type { NeuronsProblem } from '../problems/problem';

interface Loaded {
  executable: Executable;
  batches: Batch[];
  /** The mean over the sessions. @param sums of the step. */
  lossOf(sums: Float32Array): number;
}

export async function neuronsExecutable(problem: NeuronsProblem): Promise<Loaded> {
  const { sessions, lags, pixels, temporal, filters, kernel, windowPower } = problem;
  const arrays = sessions.flatMap(({ name, bins, units, stim, robs, dfs, behavior }) => {
    const array = (key: string, shape: number[], data: Uint8Array | Float32Array): NamedArray => ({
      ...{ name: `${name}/${key}`, dtype: data instanceof Uint8Array ? 'uint8' : 'float32' },
      ...{ shape, categories: null, data },
    });
    return [
      array('stim', [bins, pixels, pixels], stim),
      array('robs', [bins, units], Uint8Array.from(robs.values)),
      array('dfs', [bins, units], Uint8Array.from(dfs.values)),
      array('behavior', behavior.shape, behavior.values),
    ];
  });
  const config = {
    task: 'neurons',
    dataset: { lags: Array.from({ length: lags }, (_, lag) => lag), validationFraction: 0, split: 'end' },
    model: {
      adapter: { name: 'none' },
      frontend: { name: 'learnableTemporal', kernelSize: lags, channels: temporal, padding: 'valid' },
      convnet: {
        kind: 'vanilla',
        order: ['conv', 'activation'],
        blocks: [
          {
            ...{ channels: filters, kernelSize: [1, kernel, kernel], padding: 'valid' },
            ...{ windowPower, activation: 'splitrelu', norm: 'none' },
          },
        ],
      },
      modulator: { name: 'film', dims: [64, 64] },
      recurrent: { name: 'none' },
      readout: { name: 'gaussian' },
      historyEncoder: null,
      outputActivation: 'softplus',
      baseline: 'none',
    },
  };
  const data = residentData(new Map(arrays.map((array) => [array.name, array])));
  const workload = await prepareNeurons(neuronsConfigSchema.parse(config), data);
  const batches = workload.sessions.map(({ name, start }, i) => ({
    variant: name,
    rows: sessions[i]!.rows.map((row) => row + start),
  }));
  return {
    executable: await workload.load(),
    batches,
    lossOf(sums) {
      const means = sessions.map((_, i) => sums[sessionPlace(i) + 1]! / sums[sessionPlace(i) + 2]!);
      return means.reduce((sum, mean) => sum + mean, 0) / means.length;
    },
  };
}
