/** Classification: one logit a class, softmax cross-entropy with label smoothing and class weights. */

import * as tf from '@tensorflow/tfjs';
import { weightedTotals } from '../../engine/kernels/reduce/weightedTotals';
import { crossEntropy } from '../../engine/losses/plain';
import { AnnealError } from '../../protocol/errors';
import type { TabularConfig } from './config';
import type { Head } from './head';
import { classificationMetrics, classificationSumNames } from './metrics/classification';
import { classificationMetricInfos } from './metrics/metricInfos';

/** @param classCounts training rows of each class, for balanced weights. */
export function classificationHead(
  { loss }: Pick<TabularConfig, 'loss'>,
  target: string,
  classes: string[],
  classCounts: readonly number[],
): Head {
  const weights = classWeights(loss.classWeights, classes, classCounts);
  return {
    width: classes.length,
    output: { kind: 'classification', target, classes },
    sumNames: classificationSumNames,
    metricInfos: classificationMetricInfos,
    metrics: classificationMetrics,
    predict: (raw) => tf.softmax(raw),
    loss(raw, labels) {
      const truth = labels as tf.Tensor1D;
      const classWeights = weights && tf.tensor1d(weights);
      const { values, scores } = crossEntropy(raw, truth, {
        labelSmoothing: loss.labelSmoothing,
        classWeights,
      });
      return weightedTotals(values, scores);
    },
  };
}

/** Weights in the order of the classes; balanced: n / (classes · rows of the class), as scikit-learn has it. */
function classWeights(
  weights: TabularConfig['loss']['classWeights'],
  classes: string[],
  counts: readonly number[],
): number[] | null {
  if (weights === 'none') return null;
  if (weights === 'balanced') {
    const rows = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => rows / (classes.length * Math.max(1, count)));
  }
  if (weights.length === classes.length) return weights;
  throw new AnnealError(
    'config-invalid',
    `There are ${classes.length} classes and ${weights.length} weights.`,
    {
      place: 'loss.classWeights',
      received: weights.join(', '),
      remedy: `Give one weight for each of ${classes.slice(0, 5).join(', ')}${classes.length > 5 ? ', …' : ''}.`,
    },
  );
}
