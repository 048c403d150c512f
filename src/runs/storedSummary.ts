/** The summary of a stored run as JSON; its fields are those of `trainingSummary.ts`. */

import type { CheckpointSummary, EpochRow } from '../protocol/events';
import type { Json } from '../protocol/json';
import type { RunRecord } from '../protocol/records';
import { checkpointSummarySchema } from '../protocol/records';
import { type TrainingSummary, trainingSummary } from './trainingSummary';

/**
 * @param checkpoints those that are kept; what records of them hold besides is left out.
 * @param lossWeights of the state of the latest one; null when there is none.
 */
export function runSummary(
  run: RunRecord,
  epochs: readonly EpochRow[],
  checkpoints: readonly CheckpointSummary[],
  lossWeights: Json,
  exportedAt: Date,
): TrainingSummary {
  const { name, config, epoch, best, metrics, parameterCount, backend } = run;
  return trainingSummary(
    {
      name,
      folder: null,
      config,
      epoch,
      best,
      metrics,
      epochs,
      checkpoints: checkpoints.map((checkpoint) => checkpointSummarySchema.parse(checkpoint)),
      lossWeights,
      parameterCount,
      device: backend && `${backend.name} (${backend.device})`,
    },
    exportedAt,
  );
}

/** Numbers that are not finite become null. */
export function summaryJson(summary: TrainingSummary): string {
  return `${JSON.stringify(summary, null, 2)}\n`;
}
