/** `anneal/tasks/tabular`: its losses and metrics, for use without the rest. */

export type { TabularConfig } from './config';
export { extractFinalPredictions, gatedMse } from './gatedMse';
export { classificationMetrics, classificationSumNames } from './metrics/classification';
export { regressionMetrics, regressionSumNames, regressionSums } from './metrics/regression';
