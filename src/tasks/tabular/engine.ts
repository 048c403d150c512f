/** Tables at work: training, the analysis of predictions, and predictions as files. */
import * as tf from '@tensorflow/tfjs';
import { rowsOf } from '../../engine/training/evaluate';
import type { Importance } from '../../protocol/diagnostics';
import type { JsonObject } from '../../protocol/json';
import {
  analysisOf,
  heed,
  type PredictionOrigin,
  type TaskEngine,
  type Watch,
  withoutTruth,
} from '../engine';
import { type ExampleScores, scoresOf } from '../exampleScores';
import { classificationAnalysis } from './analysis/classificationAnalysis';
import { conformalCoverage } from './analysis/conformalCoverage';
import { tableImportance } from './analysis/importance';
import { inputValues } from './analysis/inputValues';
import { regressionAnalysis, scatterRows } from './analysis/regressionAnalysis';
import { measuresOfRows } from './analysis/rowScores';
import type { TableAnalysis } from './analysis/tableAnalysis';
import { WORST_COLUMNS, worstRows } from './analysis/worstRows';
import { predict, type TabularModel } from './predict';
import { tableOptionsSchema } from './predictionOptions';
import { predictionsCsv, predictionsNpz } from './predictions';
import { predictionTable } from './predictionTable';
import { outlineTable, prepareTable, type TabularWorkload } from './workload';

export const tabular: TaskEngine<TabularWorkload> = {
  outline: outlineTable,
  prepare: prepareTable,
  questions: {
    analysis: analysisOf(analyse),
    importance: analysisOf(importance),
    scores: scoresOf(scores),
  },
  predictions: {
    csv: {
      write: async (model, options, origin, watch) =>
        new TextEncoder().encode(predictionsCsv(await tableOf(model, options, origin, watch))),
    },
    npz: {
      write: async (model, options, origin, watch) =>
        predictionsNpz(await tableOf(model, options, origin, watch)),
    },
  },
};

async function analyse(model: TabularModel, rows: Uint32Array, watch: Watch): Promise<TableAnalysis> {
  const { output, targets } = model.workload;
  const actual = await targets(rows);
  if (actual.every(Number.isNaN)) throw withoutTruth('targets', 'true values');
  const predicted = await predict(model, rows, watch);
  const part = partOf(model, rows);
  const comparison = await model.workload.compareWith(rows, predicted, part);
  const worst = worstRows(
    { output, rows, predicted, actual },
    await model.workload.echo(['id', 'inputs'], WORST_COLUMNS),
  );
  switch (output.kind) {
    case 'regression': {
      const shown = scatterRows(rows.length);
      const values = await model.workload.inputs(Uint32Array.from(shown, (i) => rows[i]!));
      const inputs = inputValues(model.workload, values, shown.length);
      const analysis = regressionAnalysis({ predicted, actual, targets: output.targets });
      const coverage =
        part === 'test' ? await coverageOf(model, { predicted, actual }, output.targets, watch) : [];
      return { ...analysis, comparison, inputs, worst, coverage };
    }
    case 'classification': {
      const { target, classes } = output;
      const analysis = classificationAnalysis({ scores: predicted, labels: actual, target, classes });
      return { ...analysis, comparison, inputs: [], worst, coverage: [] };
    }
  }
}

/** Of the intervals that predictions are downloaded with, whose widths come from the validation rows. */
async function coverageOf(
  model: TabularModel,
  test: { predicted: Float32Array; actual: Float64Array },
  targets: readonly string[],
  watch: Watch,
): Promise<TableAnalysis['coverage']> {
  const { validation } = model.workload.splits;
  if (validation.length === 0) return [];
  const predicted = await predict(model, validation, { ...watch, progress: () => {} });
  return conformalCoverage({ predicted, actual: await model.workload.targets(validation) }, test, targets);
}

async function scores(model: TabularModel, rows: Uint32Array, watch: Watch): Promise<ExampleScores> {
  const { output, targets } = model.workload;
  const actual = await targets(rows);
  if (actual.every(Number.isNaN)) throw withoutTruth('targets', 'true values');
  const predicted = await predict(model, rows, watch);
  return {
    rows,
    pairs: { one: 'row', many: 'rows', names: null },
    truth:
      output.kind === 'regression'
        ? output.targets.join(', ')
        : `${output.target} (${output.classes.join(', ')})`,
    measures: measuresOfRows({ output, predicted, actual }, rows.length),
  };
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
  return tableImportance(
    { output, actual, inputs: await inputs(chosen), sources, seed },
    predictInputs,
    async (done, total) => {
      await heed(watch, done, total);
      watch.progress({ done, total });
    },
  );
}

function tableOf(
  model: TabularModel,
  options: JsonObject,
  origin: PredictionOrigin<TabularWorkload>,
  watch: Watch,
) {
  return predictionTable(model, tableOptionsSchema.parse(options), origin, watch);
}
