/** Remarks about an epoch's numbers, by the thresholds of the seed system (seed-systems §1.10). */
import type { RunWarning } from '../../../protocol/analysis';
import type { EpochRow, Metrics } from '../../../protocol/events';

/** Looks at the validation rows, or at the training rows where there are no others. Metrics that are absent are silent. */
export function runWarnings({ train, validation }: Pick<EpochRow, 'train' | 'validation'>): RunWarning[] {
  return [...overfitting(train, validation), ...quality(validation ?? train)];
}

function overfitting(train: Metrics, validation: Metrics | null): RunWarning[] {
  // A ratio means nothing for losses at or below zero.
  const trainLoss = train.loss ?? Number.NaN;
  const ratio = trainLoss > 0 ? (validation?.loss ?? Number.NaN) / trainLoss : Number.NaN;
  if (!(ratio > 1.5)) return [];
  const message = `The validation loss is ${ratio.toFixed(2)} times the training loss`;
  return ratio > 2
    ? [{ code: 'severe-overfitting', message: `${message}: severe overfitting.` }]
    : [{ code: 'overfitting', message: `${message}: overfitting.` }];
}

function quality(metrics: Metrics): RunWarning[] {
  const warnings: RunWarning[] = [];
  // NaN, for an absent metric or constant targets, fails every comparison below.
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
