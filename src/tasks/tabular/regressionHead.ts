/** Regression: a gated head of three values a target or a plain head with MSE, MAE, Huber or smooth L1. */

import * as tf from '@tensorflow/tfjs';
import { huber, mae, meanLoss, mse, smoothL1 } from '../../engine/losses/plain';
import type { TabularConfig } from './config';
import { extractFinalPredictions, gatedMse } from './gatedMse';
import type { Head } from './head';
import { type MeasuredTargets, regressionMetricInfos } from './metrics/metricInfos';
import {
  regressionMetricsInUnits,
  regressionSumNames,
  regressionSums,
  type Units,
} from './metrics/regression';
import { regressionWarnings } from './metrics/regressionWarnings';

/** How a regression is measured. */
export interface Measuring extends Omit<MeasuredTargets, 'targets'> {
  /** About the middle of each scaled target, where it is far from zero for its spread; else null. */
  centre: number[] | null;
  /** From what the network learns to the units in which it is measured; null before they are fitted, and for none. */
  scaling: Units | null;
}

export function regressionHead(
  { model, loss }: Pick<TabularConfig, 'model' | 'loss'>,
  targets: string[],
  { centre, scaling, scaled, units }: Measuring,
): Head {
  const gated = model.head !== 'plain';
  const width = targets.length;
  const unscaled = { center: targets.map(() => 0), scale: targets.map(() => 1) };
  const threes = (raw: tf.Tensor2D) => tf.reshape(raw, [-1, width, 3]);
  const predict = (raw: tf.Tensor2D) => (gated ? (extractFinalPredictions(threes(raw)) as tf.Tensor2D) : raw);
  return {
    width: gated ? 3 * width : width,
    output: { kind: 'regression', targets },
    sumNames: regressionSumNames(targets),
    metricInfos: regressionMetricInfos({ targets, scaled, units }),
    metrics: (sums) => regressionMetricsInUnits(sums, targets, centre, scaling ?? unscaled),
    warnings: regressionWarnings,
    predict,
    loss(raw, target) {
      const truth = target as tf.Tensor2D;
      const values = gated ? gatedMse(threes(raw), truth) : plainLoss(loss)(raw, truth);
      return {
        loss: meanLoss(values),
        sums: regressionSums(predict(raw), truth, values as tf.Tensor2D, centre),
      };
    },
  };
}

function plainLoss({ name, huberDelta, smoothL1Beta }: TabularConfig['loss']) {
  switch (name) {
    case 'auto':
    case 'mse':
      return mse;
    case 'mae':
      return mae;
    case 'huber':
      return (prediction: tf.Tensor, target: tf.Tensor) => huber(prediction, target, huberDelta);
    case 'smoothL1':
      return (prediction: tf.Tensor, target: tf.Tensor) => smoothL1(prediction, target, smoothL1Beta);
  }
}
