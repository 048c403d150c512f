/** Tables at work: training, the analysis of predictions, and predictions as files. */
import { splitOfRows } from '../../engine/training/evaluate';
import { analysisOf, type TaskEngine, type Watch, withoutTruth } from '../engine';
import { classificationAnalysis } from './analysis/classificationAnalysis';
import { regressionAnalysis } from './analysis/regressionAnalysis';
import type { TableAnalysis } from './analysis/tableAnalysis';
import { predict, type TabularModel } from './predict';
import { type PredictionTable, predictionsCsv, predictionsNpz } from './predictions';
import { outlineTable, prepareTable, type TabularWorkload } from './workload';

export const tabular: TaskEngine<TabularWorkload> = {
  outline: outlineTable,
  prepare: prepareTable,
  questions: { analysis: analysisOf(analyse) },
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
  switch (output.kind) {
    case 'regression':
      return regressionAnalysis({ predicted, actual, targets: output.targets });
    case 'classification': {
      const { target, classes } = output;
      return classificationAnalysis({ scores: predicted, labels: actual, target, classes });
    }
  }
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
