/** Predictions as files: a table of units, or the rates themselves. */
import type { LoadedModel } from '../../../engine/training/evaluate';
import type { NamedArray } from '../../../formats/arrays';
import { type Cell, csvText } from '../../../formats/csv/write';
import { writeNpz } from '../../../formats/npy/npz';
import type { PredictionWriter, Watch } from '../../engine';
import { analyseNeurons } from '../analysis/analyse';
import type { NeuronsWorkload } from '../workload';

type NeuronsModel = LoadedModel<NeuronsWorkload>;

const header = [
  'session',
  'unit',
  'cid',
  'samples',
  'spikes',
  'bits_per_spike',
  'correlation',
  'mean_rate',
  'mean_prediction',
];

/** A line for each unit, over all samples of the data. */
async function unitsCsv(model: NeuronsModel, watch: Watch): Promise<string> {
  const { sessions } = await analyseNeurons(model, model.workload.rows, watch);
  const lines = sessions.flatMap(({ name, units }) =>
    units.map((unit, index): Cell[] => [
      name,
      index,
      unit.cid,
      unit.bins,
      unit.spikes,
      unit.bitsPerSpike,
      unit.correlation,
      unit.meanRate,
      unit.meanPrediction,
    ]),
  );
  return csvText(header, lines);
}

/** Of each session `<session>/bins` [samples], `rates` and `robs` [samples, units]; the bins are those of its recording. */
async function ratesNpz(
  { workload, executable, parameters }: NeuronsModel,
  watch: Watch,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts = new Map<string, { bins: number[]; rates: Float32Array[]; robs: number[] }>();
  for (const { name } of workload.sessions) parts.set(name, { bins: [], rates: [], robs: [] });
  for await (const { session, rows, rates } of executable.predict(parameters, workload.rows, watch)) {
    const part = parts.get(session.name)!;
    part.rates.push(rates);
    for (const row of rows) {
      const bin = row - session.start;
      part.bins.push(bin);
      for (let unit = 0; unit < session.units; unit++)
        part.robs.push(Number(session.robs[bin * session.units + unit]));
    }
  }
  const arrays = workload.sessions.flatMap(({ name, units }): NamedArray[] => {
    const { bins, rates, robs } = parts.get(name)!;
    const all = new Float32Array(bins.length * units);
    let filled = 0;
    for (const some of rates) {
      all.set(some, filled);
      filled += some.length;
    }
    const plain = { categories: null };
    return [
      { ...plain, name: `${name}/bins`, dtype: 'int32', shape: [bins.length], data: Int32Array.from(bins) },
      { ...plain, name: `${name}/rates`, dtype: 'float32', shape: [bins.length, units], data: all },
      {
        ...plain,
        name: `${name}/robs`,
        dtype: 'float32',
        shape: [bins.length, units],
        data: Float32Array.from(robs),
      },
    ];
  });
  return writeNpz(arrays);
}

export const neuronPredictions = {
  csv: {
    write: async (model, _options, _own, watch) => new TextEncoder().encode(await unitsCsv(model, watch)),
  },
  npz: { write: (model, _options, _own, watch) => ratesNpz(model, watch) },
} satisfies Record<string, PredictionWriter<NeuronsWorkload>>;
