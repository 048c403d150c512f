/** Predictions as files: a table of units, or the rates themselves. */
import { type LoadedModel, splitOfRows } from '../../../engine/training/evaluate';
import type { NamedArray } from '../../../formats/arrays';
import { type Cell, csvText } from '../../../formats/csv/write';
import { writeNpz } from '../../../formats/npy/npz';
import type { PredictionWriter, Watch } from '../../engine';
import { unitRows } from '../metrics/unitRows';
import type { NeuronsWorkload } from '../workload';
import { chosenRows, neuronOptionsSchema } from './options';

type NeuronsModel = LoadedModel<NeuronsWorkload>;

const header = [
  'session',
  'unit',
  'cid',
  'samples',
  'spikes',
  'bits_per_spike',
  'correlation',
  'repeat_correlation',
  'ccnorm',
  'mean_rate',
  'mean_prediction',
];

/** A line for each unit, sessions in the order of the data; what is not defined is empty. */
async function unitsCsv(
  { workload, executable, parameters }: NeuronsModel,
  rows: Uint32Array,
  watch: Watch,
): Promise<Uint8Array<ArrayBuffer>> {
  const measured = await executable.measure(parameters, rows, watch);
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  const lines = unitRows(workload.sessions, measured).map((row): Cell[] => [
    row.session,
    row.unit,
    row.cid,
    row.bins,
    row.spikes,
    known(row.bitsPerSpike),
    known(row.correlation),
    known(row.meanCorrelation),
    known(row.normalisedCorrelation),
    known(row.meanRate),
    known(row.meanPrediction),
  ]);
  return new TextEncoder().encode(csvText(header, lines));
}

/**
 * Of each session `<session>/bins` [samples], the bins of its recording; `rates` and `robs` [samples, units], `dfs` where it
 * has a mask; and of the run's own data `split` [samples]: 0 train, 1 validation.
 */
async function ratesNpz(
  { workload, executable, parameters }: NeuronsModel,
  rows: Uint32Array,
  own: boolean,
  watch: Watch,
): Promise<Uint8Array<ArrayBuffer>> {
  const predicted = new Map<string, Float32Array[]>();
  for (const { name } of workload.sessions) predicted.set(name, []);
  for await (const { session, rates } of executable.predict(parameters, rows, watch)) {
    predicted.get(session.name)!.push(rates);
  }
  const splits = splitOfRows(workload);
  const isTrained = new Map(Array.from(workload.rows, (row, i) => [row, splits[i] === 'train']));
  const splitCode = (row: number) => (isTrained.get(row) ? 0 : 1);
  const arrays = workload.sessions.flatMap(
    ({ name, start, bins: length, units, robs, dfs }): NamedArray[] => {
      const ofSession = rows.filter((row) => row >= start && row < start + length);
      const bins = Int32Array.from(ofSession, (row) => row - start);
      const ofBins = (values: ArrayLike<number | bigint>) =>
        Float32Array.from({ length: bins.length * units }, (_, i) =>
          Number(values[bins[Math.floor(i / units)]! * units + (i % units)]),
        );
      const array = (
        key: string,
        dtype: NamedArray['dtype'],
        shape: number[],
        data: NamedArray['data'],
      ): NamedArray => ({ name: `${name}/${key}`, dtype, shape, data, categories: null });
      const perUnit = [bins.length, units];
      return [
        array('bins', 'int32', [bins.length], bins),
        array('rates', 'float32', perUnit, joined(predicted.get(name)!)),
        array('robs', 'float32', perUnit, ofBins(robs)),
        ...(dfs ? [array('dfs', 'float32', perUnit, ofBins(dfs))] : []),
        ...(own ? [array('split', 'uint8', [bins.length], Uint8Array.from(ofSession, splitCode))] : []),
      ];
    },
  );
  return writeNpz(arrays);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const part of parts) {
    all.set(part, filled);
    filled += part.length;
  }
  return all;
}

export const neuronPredictions = {
  csv: {
    write: async (model, options, { own }, watch) =>
      unitsCsv(model, chosenRows(model.workload, neuronOptionsSchema.parse(options), own), watch),
  },
  npz: {
    write: async (model, options, { own }, watch) =>
      ratesNpz(model, chosenRows(model.workload, neuronOptionsSchema.parse(options), own), own, watch),
  },
} satisfies Record<string, PredictionWriter<NeuronsWorkload>>;
