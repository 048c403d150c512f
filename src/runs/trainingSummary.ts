/**
 * The summary of a training as JSON, with the fields of a Python TrainingManager's `get_training_summary` and
 * CheckpointManager's `get_checkpoint_summary`. Epochs are counted once, from 1, and the history
 * is whole. A value that is not finite becomes null in JSON.
 */
import { z } from 'zod';
import type { RunConfig } from '../protocol/config';
import type { BestValue, CheckpointKind, CheckpointSummary, EpochRow, Metrics } from '../protocol/events';
import type { Json } from '../protocol/json';
import type { MetricInfo } from '../protocol/metrics';

const SUMMARY_VERSION = '1.0.0';

export interface SummarySource {
  name: string;
  /** Where its files are; null where it has no folder. */
  folder: string | null;
  config: RunConfig;
  /** Completed epochs. */
  epoch: number;
  best: BestValue | null;
  /** What was measured; empty where it is not known. */
  metrics: readonly MetricInfo[];
  /** One row an epoch. */
  epochs: readonly EpochRow[];
  checkpoints: readonly CheckpointSummary[];
  /** `lossWeights` of the latest checkpoint's state: what the loss scheduler did. */
  lossWeights: Json;
  parameterCount: number | null;
  /** Backend and device in words; null before the run has had one. */
  device: string | null;
}

export interface SummaryHistoryRow {
  epoch: number;
  step: number;
  train: Metrics;
  validation: Metrics | null;
  learning_rate: number;
  seconds: number;
  is_best: boolean;
}

export interface TrainingSummary {
  model_info: {
    model_name: string;
    model_dir: string | null;
    model_class: string;
    total_params: number | null;
    device: string | null;
    current_epoch: number;
    best_metric: number | null;
    training_manager_version: string;
  };
  loss_info: {
    config: RunConfig['loss'];
    scheduler_active: boolean;
    /** After each epoch, counted from 0 as the scheduler does: weights by part, and the validation it looked at. */
    scheduler_history: SchedulerEntry[];
  };
  checkpoint_info: {
    total_checkpoints: number;
    best_checkpoint: CheckpointSummary | null;
    latest_checkpoint: CheckpointSummary | null;
    best_metric_value: number | null;
    monitor_metric: string;
    strategy: string;
    /** First and last epoch of the checkpoints that are there. */
    epoch_range: [number, number] | null;
    checkpoint_types: Partial<Record<CheckpointKind, number>>;
    /** Of the checkpoints that are there, oldest first. */
    metrics_history: { epoch: number; step: number; value: number | null }[];
    training_progress: { current_epoch: number; total_epochs_trained: number };
  };
  training_progress: {
    total_epochs: number;
    /** Title, unit and better direction of what the history holds; empty where that was not kept. */
    metrics: readonly MetricInfo[];
    training_history: SummaryHistoryRow[];
  };
  config: RunConfig;
  /** ISO 8601. */
  export_timestamp: string;
}

const schedulerEntrySchema = z.object({
  epoch: z.number().int(),
  weights: z.record(z.string(), z.number()),
  metrics: z.record(z.string(), z.number().nullable()),
});
type SchedulerEntry = z.infer<typeof schedulerEntrySchema>;

/** Of what keeps a history; a loss without a scheduler keeps none. */
const scheduledSchema = z.object({ history: z.array(schedulerEntrySchema) });

export function trainingSummary(source: SummarySource, exportedAt: Date): TrainingSummary {
  const { name, folder, config, epoch, best, metrics, epochs, checkpoints, parameterCount, device } = source;
  const scheduled = scheduledSchema.safeParse(source.lossWeights);
  return {
    model_info: {
      model_name: name,
      model_dir: folder,
      model_class: typeof config.model.architecture === 'string' ? config.model.architecture : config.task,
      total_params: parameterCount,
      device,
      current_epoch: epoch,
      best_metric: best?.value ?? null,
      training_manager_version: SUMMARY_VERSION,
    },
    loss_info: {
      config: config.loss,
      scheduler_active: hasScheduler(config.loss),
      scheduler_history: scheduled.success ? scheduled.data.history : [],
    },
    checkpoint_info: {
      ...checkpointInfo(checkpoints),
      best_metric_value: best?.value ?? null,
      monitor_metric: config.checkpoint.monitor,
      strategy: config.checkpoint.strategy,
      training_progress: { current_epoch: epoch, total_epochs_trained: epochs.length },
    },
    training_progress: {
      total_epochs: epochs.length,
      metrics,
      training_history: epochs.map(historyRow),
    },
    config,
    export_timestamp: exportedAt.toISOString(),
  };
}

function hasScheduler({ scheduler }: RunConfig['loss']): boolean {
  const named = z.object({ name: z.string() }).safeParse(scheduler);
  return named.success && named.data.name !== 'none';
}

function checkpointInfo(checkpoints: readonly CheckpointSummary[]) {
  const oldestFirst = checkpoints.toSorted((a, b) => a.step - b.step);
  const epochs = oldestFirst.map(({ epoch }) => epoch);
  const types: Partial<Record<CheckpointKind, number>> = {};
  for (const kind of oldestFirst.flatMap(({ kinds }) => kinds)) types[kind] = (types[kind] ?? 0) + 1;
  const range: [number, number] | null =
    epochs.length > 0 ? [Math.min(...epochs), Math.max(...epochs)] : null;
  return {
    total_checkpoints: checkpoints.length,
    best_checkpoint: checkpoints.find(({ kinds }) => kinds.includes('best')) ?? null,
    latest_checkpoint: checkpoints.find(({ kinds }) => kinds.includes('latest')) ?? null,
    epoch_range: range,
    checkpoint_types: types,
    metrics_history: oldestFirst.map(({ epoch, step, value }) => ({ epoch, step, value })),
  };
}

function historyRow({
  epoch,
  step,
  train,
  validation,
  learningRate,
  seconds,
  isBest,
}: EpochRow): SummaryHistoryRow {
  return { epoch, step, train, validation, learning_rate: learningRate, seconds, is_best: isBest };
}
