/** Tables at work: training, the analysis of predictions, and predictions as files. */
import * as tf from '@tensorflow/tfjs';
import { rowsOf, splitOfRows } from '../../engine/training/evaluate';
import { analysisOf, heed, type TaskEngine, type Watch, withoutTruth } from '../engine';
import { classificationAnalysis } from './analysis/classificationAnalysis';
import { importanceOf } from './analysis/importance';
import { inputValues } from './analysis/inputValues';
import { regressionAnalysis, scatterRows } from './analysis/regressionAnalysis';
import type { Importance, TableAnalysis } from './analysis/tableAnalysis';
import { predict, type TabularModel } from './predict';
import { type PredictionTable, predictionsCsv, predictionsNpz } from './predictions';
import { outlineTable, prepareTable, type TabularWorkload } from './workload';

export const tabular: TaskEngine<TabularWorkload> = {
  outline: outlineTable,
  prepare: prepareTable,
  questions: { analysis: analysisOf(analyse), importance: analysisOf(importance) },
  predictions: {
    csv: {
      write: async (model, _options, own, watch) =>
        new TextEncoder().encode(predictionsCsv(await tableOf(model, own, watch))),
    },
    npz: { write: async (model, _options, own, watch) => predictionsNpz(await tableOf(model, own, watch)) },
  },
};

async function analyse(model: TabularModel, rows: Uint32Array, watch: Watch): Promise<TableAnalysis> {
  const { output, targets } = model.workload;
  const actual = await targets(rows);
  if (actual.every(Number.isNaN)) throw withoutTruth('targets', 'true values');
  const predicted = await predict(model, rows, watch);
  const comparison = await model.workload.compareWith(rows, predicted, partOf(model, rows));
  switch (output.kind) {
    case 'regression': {
      const shown = scatterRows(rows.length);
      const values = await model.workload.inputs(Uint32Array.from(shown, (i) => rows[i]!));
      const inputs = inputValues(model.workload, values, shown.length);
      return { ...regressionAnalysis({ predicted, actual, targets: output.targets }), comparison, inputs };
    }
    case 'classification': {
      const { target, classes } = output;
      const analysis = classificationAnalysis({ scores: predicted, labels: actual, target, classes });
      return { ...analysis, comparison, inputs: [] };
    }
  }
}

/** What the rows are called in the split; empty where they are no part of it. */
function partOf({ workload }: TabularModel, rows: Uint32Array): string {
  const parts = ['test', 'validation', 'train'] as const;
  return parts.find((part) => rows === rowsOf(workload, part)) ?? '';
}

/** Rows that are looked at, so that many inputs and repeats end within seconds. */
const MOST_ROWS = 2000;

async function importance(model: TabularModel, rows: Uint32Array, watch: Watch): Promise<Importance> {
  const { output, targets, inputs, sources, seed } = model.workload;
  const stride = Math.ceil(rows.length / MOST_ROWS);
  const chosen = rows.filter((_, i) => i % stride === 0);
  const actual = await targets(chosen);
  if (actual.every(Number.isNaN)) throw withoutTruth('targets', 'true values');
  const predictInputs = async (values: Float32Array) => {
    const width = values.length / chosen.length;
    const [given, result] = tf.tidy(() => {
      const tensor = tf.keep(tf.tensor2d(values, [chosen.length, width]));
      return [tensor, tf.keep(model.executable.predictInputs(model.parameters, tensor))];
    });
    const predicted = await result.data();
    tf.dispose([given, result]);
    return predicted;
  };
  return importanceOf(
    { output, actual, inputs: await inputs(chosen), sources, seed },
    predictInputs,
    async (done, total) => {
      await heed(watch, done, total);
      watch.progress({ done, total });
    },
  );
}

/**
 * A line for each row of the data, those that cannot be predicted among them.
 * @param own whether the model's split of these data means anything.
 */
async function tableOf(model: TabularModel, own: boolean, watch: Watch): Promise<PredictionTable> {
  const { output, rowCount, predictable, targets } = model.workload;
  const rows = Uint32Array.from({ length: rowCount }, (_, row) => row);
  const actual = await targets(rows);
  const width = output.kind === 'regression' ? output.targets.length : output.classes.length;
  const reasons = new Map<number, string>();
  for await (const { row, reason } of model.workload.gapReasons()) reasons.set(row, reason);
  return {
    output,
    rows,
    splits: own ? splitOfRows({ rows, splits: model.workload.splits }) : null,
    predicted: spread(await predict(model, predictable, watch), predictable, rowCount, width),
    actual: actual.every(Number.isNaN) ? null : actual,
    reasons,
  };
}

/** What was predicted of some rows at the places of all; NaN at the others. */
function spread(predicted: Float32Array, rows: Uint32Array, rowCount: number, width: number): Float32Array {
  if (rows.length === rowCount) return predicted;
  const all = new Float32Array(rowCount * width).fill(Number.NaN);
  rows.forEach((row, i) => {
    all.set(predicted.subarray(i * width, (i + 1) * width), row * width);
  });
  return all;
}
