/** Overfitting, told from the losses of an epoch: what every task may warn of, whatever it measures besides. */
import type { EpochRow, RunWarning } from '../../protocol/events';

/** Warns of a validation loss above 1.5 times the training loss, and above twice of a severe case. */
export function overfittingWarnings({
  train,
  validation,
}: Pick<EpochRow, 'train' | 'validation'>): RunWarning[] {
  // A ratio means nothing for losses at or below zero.
  const trainLoss = train.loss ?? Number.NaN;
  const ratio = trainLoss > 0 ? (validation?.loss ?? Number.NaN) / trainLoss : Number.NaN;
  if (!(ratio > 1.5)) return [];
  const message = `The validation loss is ${ratio.toFixed(2)} times the training loss`;
  return ratio > 2
    ? [{ code: 'severe-overfitting', message: `${message}: severe overfitting.` }]
    : [{ code: 'overfitting', message: `${message}: overfitting.` }];
}
