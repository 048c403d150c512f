/** Analysis of a classification on the host: confusion matrix, per-class precision, recall, F1 and ROC. */
import { classReliability } from '../../../engine/metrics/calibration';
import { classFindings } from '../../../engine/metrics/predictionFindings';
import { defined, meanDefined } from '../../../engine/metrics/statistics';
import { roc } from './roc';
import type { ClassAnalysis, ClassificationAnalysis } from './tableAnalysis';

const mostRocPoints = 200;

export interface ClassificationData {
  /** Row-major [rows × classes]: probabilities, or anything that grows with them. */
  scores: ArrayLike<number>;
  /** Class index of every row. */
  labels: ArrayLike<number>;
  target: string;
  classes: readonly string[];
}

/**
 * Precision without a prediction, recall without a row and F1 of both are 0, as in scikit-learn.
 * @throws RangeError when sizes do not fit or a label is no class index.
 */
export function classificationAnalysis({
  scores,
  labels,
  target,
  classes,
}: ClassificationData): ClassificationAnalysis {
  const count = classes.length;
  const rows = labels.length;
  if (scores.length !== rows * count) {
    throw new RangeError(`${scores.length} scores do not fit ${rows} rows of ${count} classes.`);
  }
  const confusion = classes.map(() => new Array<number>(count).fill(0));
  for (let row = 0; row < rows; row++) {
    const line = confusion[labels[row]!];
    if (!line) throw new RangeError(`Label ${labels[row]} of row ${row} is not one of ${count} classes.`);
    line[likeliest(scores, row, count)]! += 1;
  }
  const analyses = classes.map((name, index): ClassAnalysis => {
    const support = confusion[index]!.reduce((sum, n) => sum + n, 0);
    const predicted = confusion.reduce((sum, line) => sum + line[index]!, 0);
    const hits = confusion[index]![index]!;
    const own = Float64Array.from({ length: rows }, (_, row) => scores[row * count + index]!);
    const curve = roc(own, (row) => labels[row] === index, mostRocPoints);
    return {
      name,
      support,
      precision: ratio(hits, predicted),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, support + predicted),
      roc: curve?.points ?? [],
      auc: curve?.auc ?? null,
    };
  });
  const correct = confusion.reduce((sum, line, index) => sum + line[index]!, 0);
  // A class that is neither there nor predicted says nothing; scikit-learn leaves it out as well.
  const occurring = analyses.filter(
    ({ support }, index) => support > 0 || confusion.some((line) => line[index]! > 0),
  );
  return {
    kind: 'classification',
    target,
    rows,
    accuracy: defined(correct / rows),
    classes: analyses,
    confusion,
    macro: {
      precision: meanDefined(occurring.map(({ precision }) => precision)),
      recall: meanDefined(occurring.map(({ recall }) => recall)),
      f1: meanDefined(occurring.map(({ f1 }) => f1)),
      auc: meanDefined(analyses.map(({ auc }) => auc)),
    },
    reliability: classReliability(scores, labels, classes),
    findings: classFindings(confusion, classes),
  };
}

/** The class with the highest score; the first of equals. */
function likeliest(scores: ArrayLike<number>, row: number, classes: number): number {
  let best = 0;
  for (let index = 1; index < classes; index++) {
    if (scores[row * classes + index]! > scores[row * classes + best]!) best = index;
  }
  return best;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
