/** Remarks about the quality of a regression, from an epoch's metrics. The thresholds are rules of thumb. */
import type { EpochRow, RunWarning } from '../../../protocol/events';

/** Looks at the validation rows, or at the training rows where there are no others. */
export function regressionWarnings({
  train,
  validation,
}: Pick<EpochRow, 'train' | 'validation'>): RunWarning[] {
  const metrics = validation ?? train;
  const warnings: RunWarning[] = [];
  // NaN, for constant targets, fails every comparison below.
  const metric = (name: string) => metrics[name] ?? Number.NaN;
  const r2 = metric('r2');
  const targetSpread = metric('target_std') || Number.NaN;
  const spread = metric('prediction_std') / targetSpread;
  const bias = (metric('prediction_mean') - metric('target_mean')) / targetSpread;
  if (r2 < -0.5 && spread < 0.1) {
    warnings.push({
      code: 'model-collapse',
      message: `R² is ${r2.toFixed(2)} and predictions hardly vary: the model has collapsed to a constant.`,
    });
  } else {
    if (r2 < 0) {
      warnings.push({
        code: 'negative-r2',
        message: `R² is ${r2.toFixed(2)}: predicting the mean would do better.`,
      });
    }
    if (spread < 0.1) {
      warnings.push({
        code: 'scale-collapse',
        message: `Predictions vary ${spread.toFixed(3)} times as much as the targets: almost not at all.`,
      });
    } else if (spread < 0.5 || spread > 2) {
      warnings.push({
        code: 'scale-mismatch',
        message: `Predictions vary ${spread.toFixed(2)} times as much as the targets.`,
      });
    }
  }
  if (Math.abs(bias) > 0.5) {
    warnings.push({
      code: 'systematic-bias',
      message: `Predictions are off by ${bias.toFixed(2)} standard deviations of the targets on average.`,
    });
  }
  return warnings;
}
