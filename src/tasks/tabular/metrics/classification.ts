/** Metrics of a classification, exact over all samples: of the sums that the loss makes of every batch. */
import type { Metrics } from '../../../protocol/events';

/**
 * The columns of the scores of `crossEntropy`. The loss is a weighted mean where classes have weights, so the weights
 * are summed as well.
 */
export const classificationSumNames = ['count', 'loss', 'weight', 'correct', 'log_loss'];

/**
 * @param sums over all samples, in the order of `classificationSumNames`.
 * @returns loss (weighted and smoothed as trained), log_loss (neither), accuracy; NaN without samples.
 */
export function classificationMetrics(sums: Float64Array): Metrics {
  const [count = 0, loss = 0, weight = 0, correct = 0, logLoss = 0] = sums;
  return { loss: loss / weight, log_loss: logLoss / count, accuracy: correct / count };
}
