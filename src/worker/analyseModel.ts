/** Compares a checkpoint's predictions with the truth. */

import { type LoadedModel, predict, rowsOf, segment, targetsOf } from '../engine/training/evaluate';
import type { TableOutput } from '../engine/workload';
import type { Analysis, SegmentationAnalysis } from '../protocol/analysis';
import type { SplitChoice } from '../protocol/commands';
import { AnnealError } from '../protocol/errors';
import { segmentationAnalysis } from '../tasks/segmentation/analysis/segmentationAnalysis';
import { type ImageWatch, watchImages } from '../tasks/segmentation/previews/watchImages';
import { classificationAnalysis } from '../tasks/tabular/analysis/classificationAnalysis';
import { regressionAnalysis } from '../tasks/tabular/analysis/regressionAnalysis';

/** @throws data-empty when the split has no rows, data-missing when the data hold no truth to compare with. */
export async function analyseModel(
  model: LoadedModel,
  split: SplitChoice,
  watch: ImageWatch,
): Promise<Analysis> {
  const { output } = model.workload;
  const rows = rowsOf(model.workload, split);
  if (rows.length === 0) {
    const what = output.kind === 'segmentation' ? 'images' : 'rows';
    throw new AnnealError('data-empty', `There are no ${split} ${what}`, {
      place: `split ${split}`,
      remedy: 'Choose another split.',
    });
  }
  return output.kind === 'segmentation'
    ? analyseImages(model, rows, watch)
    : analyseTable(model, rows, output);
}

async function analyseTable(model: LoadedModel, rows: Uint32Array, output: TableOutput): Promise<Analysis> {
  const actual = targetsOf(model.workload, rows);
  if (actual.every(Number.isNaN)) throw withoutTruth('targets', 'true values');
  const predicted = await predict(model, rows);
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

async function analyseImages(
  model: LoadedModel,
  rows: Uint32Array,
  watch: ImageWatch,
): Promise<SegmentationAnalysis> {
  const { stream, images, output } = segment(model, rows);
  if (rows.every((row) => images.truth(row) === null)) throw withoutTruth('masks', 'true masks');
  const watched = watchImages(stream, rows.length, watch);
  return segmentationAnalysis(watched, images, output.classes, output.threshold);
}

function withoutTruth(what: string, needed: string): AnnealError {
  return new AnnealError('data-missing', `The dataset does not hold the ${what} that were predicted`, {
    remedy: `Predictions can be downloaded; an analysis needs the ${needed} beside them.`,
  });
}
