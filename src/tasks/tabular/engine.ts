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

/** @param own whether the model's split of these data means anything. */
async function tableOf(model: TabularModel, own: boolean, watch: Watch): Promise<PredictionTable> {
  const { output, rows, targets } = model.workload;
  const actual = await targets(rows);
  return {
    output,
    rows,
    splits: own ? splitOfRows(model.workload) : null,
    predicted: await predict(model, rows, watch),
    actual: actual.every(Number.isNaN) ? null : actual,
  };
}
