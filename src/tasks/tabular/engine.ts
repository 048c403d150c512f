/** Tables at work: training, the analysis of predictions, and predictions as files. */
import type { JsonObject } from '../../protocol/json';
import { analysisOf, type PredictionOrigin, type TaskEngine, type Watch, withoutTruth } from '../engine';
import { classificationAnalysis } from './analysis/classificationAnalysis';
import { regressionAnalysis } from './analysis/regressionAnalysis';
import type { TableAnalysis } from './analysis/tableAnalysis';
import { predict, type TabularModel } from './predict';
import { tableOptionsSchema } from './predictionOptions';
import { predictionsCsv, predictionsNpz } from './predictions';
import { predictionTable } from './predictionTable';
import { outlineTable, prepareTable, type TabularWorkload } from './workload';

export const tabular: TaskEngine<TabularWorkload> = {
  outline: outlineTable,
  prepare: prepareTable,
  questions: { analysis: analysisOf(analyse) },
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
  switch (output.kind) {
    case 'regression':
      return regressionAnalysis({ predicted, actual, targets: output.targets });
    case 'classification': {
      const { target, classes } = output;
      return classificationAnalysis({ scores: predicted, labels: actual, target, classes });
    }
  }
}

function tableOf(
  model: TabularModel,
  options: JsonObject,
  origin: PredictionOrigin<TabularWorkload>,
  watch: Watch,
) {
  return predictionTable(model, tableOptionsSchema.parse(options), origin, watch);
}
