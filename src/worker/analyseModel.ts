/** Compares a checkpoint's predictions with the truth. */
import { classificationAnalysis } from '../engine/analysis/classificationAnalysis';
import { regressionAnalysis } from '../engine/analysis/regressionAnalysis';
import { type LoadedModel, predict, rowsOf, tableOutput, targetsOf } from '../engine/evaluate';
import type { Analysis } from '../protocol/analysis';
import type { SplitChoice } from '../protocol/commands';
import { AnnealError } from '../protocol/errors';

/** @throws data-empty when the split has no rows, data-missing when the data hold no truth to compare with. */
export async function analyseModel(model: LoadedModel, split: SplitChoice): Promise<Analysis> {
  const { workload } = model;
  const rows = rowsOf(workload, split);
  if (rows.length === 0) {
    throw new AnnealError('data-empty', `There are no ${split} rows`, {
      place: `split ${split}`,
      remedy: 'Choose another split.',
    });
  }
  const actual = targetsOf(workload, rows);
  if (actual.every(Number.isNaN)) {
    throw new AnnealError('data-missing', 'The dataset does not hold the targets that were predicted', {
      remedy: 'Predictions can be downloaded; an analysis needs the true values beside them.',
    });
  }
  const predicted = await predict(model, rows);
  const output = tableOutput(workload);
  switch (output.kind) {
    case 'regression':
      return regressionAnalysis({ predicted, actual, targets: output.targets });
    case 'classification':
      return classificationAnalysis({
        scores: predicted,
        labels: actual,
        target: output.target,
        classes: output.classes,
      });
  }
}
