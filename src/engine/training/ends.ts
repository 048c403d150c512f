/** The end of an epoch: metrics, validation, warnings, and whether it was the best; and whether the run is at its end. */

import type { Comparison } from '../../protocol/comparison';
import type { TrainingConfig } from '../../protocol/config';
import type { EpochRow, FinishReason, Metrics, RunWarning } from '../../protocol/events';
import { lossWeightsGroup } from '../../protocol/metrics';
import { hasLoss, regularizerMetric } from '../../protocol/regularizerConfig';
import type { CheckpointState } from '../checkpoints/checkpoint';
import { strengthsAt } from '../regularizers/strength';
import { penaltyLosses } from '../step/penalties';
import type { Evaluation, SplitName } from '../workload';
import { lossWeightsOf, type Session } from './session';

/** Measures a split with the evaluated parameters; null when it has no rows. */
export async function evaluateSplit(session: Session, split: SplitName): Promise<Evaluation | null> {
  const { workload, executable } = session;
  const rows = workload.splits[split];
  if (rows.length === 0) return null;
  return executable.evaluate(session.evaluated(), rows, { lossWeights: lossWeightsOf(session) });
}

/** On the test rows, or on those that validated where none are left for a test; null where the task compares nothing. */
export async function compareWithBaselines({
  workload,
  executable,
  evaluated,
}: Session): Promise<Comparison | null> {
  const part = (['test', 'validation'] as const).find((name) => workload.splits[name].length > 0);
  if (!part || !executable.compare) return null;
  return executable.compare(evaluated(), workload.splits[part], part);
}

/**
 * Row of the running epoch, complete or cut short, without its time, and its monitored value. Marks the best: counters and a host copy of
 * its parameters. Patience and the schedule are the caller's, since an epoch that was cut short does not count.
 */
export async function closeEpoch(
  session: Session,
  learningRate: number,
): Promise<{ row: Omit<EpochRow, 'seconds'>; value: number; lasting: boolean; examples: unknown }> {
  const { progress, monitor, workload, trainable } = session;
  const evaluated = await evaluateSplit(session, 'validation');
  const train = {
    ...workload.metrics(progress.sums),
    ...weightMetrics(session),
    ...(await regularizerLosses(session)),
  };
  const validation = evaluated?.metrics ?? null;
  const value = monitor.value(train, validation);
  const before = progress.best?.value ?? null;
  const isBest = monitor.improves(value, before, 0);
  const lasting = monitor.improves(value, before, session.config.training.minDelta);
  const epoch = progress.epoch + 1;
  if (isBest) {
    progress.best = { monitor: monitor.name, value, epoch, step: progress.step };
    const { values, ema } = await trainable.read();
    session.best = { ...(values && { values }), ...(ema && { ema }) };
  }
  const row = {
    epoch,
    step: progress.step,
    train,
    validation,
    learningRate,
    isBest,
  };
  return { row, value, lasting, examples: evaluated?.examples };
}

/** The weights that the epoch was trained with, under the names that the workload lists them by. */
function weightMetrics({ lossWeights, workload }: Session): Metrics {
  const values = lossWeights?.values() ?? [];
  const infos = workload.metricInfos.filter(({ group }) => group === lossWeightsGroup);
  return Object.fromEntries(infos.map(({ name }, i) => [name, values[i] ?? Number.NaN]));
}

/**
 * λ of the epoch times the penalty of the parameters as they are at its end. The loss itself stays that of the data: what
 * the regularizers weigh is told beside it, and in no sum.
 */
async function regularizerLosses({ trainable, config, progress }: Session): Promise<Metrics> {
  const strengths = strengthsAt(config.training.regularizers, progress.epoch);
  const losses = await penaltyLosses(trainable, strengths);
  const { targets } = trainable.layout;
  return Object.fromEntries(
    targets.flatMap(({ regularizer: { name, type } }, i) =>
      hasLoss(type) ? [[regularizerMetric(name), losses[i]!]] : [],
    ),
  );
}

/**
 * What every task may warn of, whatever it measures besides: a validation loss above 1.5 times the training loss, and
 * above twice of a severe case.
 */
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

type Counters = Pick<
  CheckpointState,
  'epoch' | 'step' | 'seconds' | 'epochsWithoutImprovement' | 'plannedEpochs'
>;

/** Why a run is at its end; null while there is more to do. */
export function finishReason(
  { epoch, step, seconds, epochsWithoutImprovement, plannedEpochs }: Counters,
  training: TrainingConfig,
): Exclude<FinishReason, 'stopped'> | null {
  if (epoch >= (plannedEpochs ?? training.epochs)) return 'completed';
  if (training.maxSteps !== null && step >= training.maxSteps) return 'max-steps';
  if (training.maxMinutes !== null && seconds >= training.maxMinutes * 60) return 'max-minutes';
  if (training.earlyStopping && epochsWithoutImprovement >= training.patience) return 'early-stopping';
  return null;
}
