/** Makes a stored run longer, so that resuming it trains on: in its checkpoint and its record, before it trains. */
import { decodeCheckpoint, encodeCheckpoint } from '../engine/checkpoints/encode';
import { withMoreEpochs } from '../engine/checkpoints/prolong';
import { AnnealError } from '../protocol/errors';
import type { RunRecord } from '../protocol/records';
import { loadCheckpoint, loadLatest, replacePayload } from '../storage/checkpoints';
import { getRun } from '../storage/runs';

/**
 * @param resumeFrom a checkpoint's id, or null for the latest.
 * @returns the run as it is stored now.
 * @throws data-not-found where there is nothing to go on from, checkpoint-damaged where it cannot be read.
 */
export async function prolongRun(
  run: RunRecord,
  resumeFrom: string | null,
  moreEpochs: number,
): Promise<RunRecord> {
  const loaded = resumeFrom === null ? await loadLatest(run.id) : await loadCheckpoint(resumeFrom);
  if (loaded === null) {
    throw new AnnealError('data-not-found', 'The run has no checkpoint to continue from.', {
      place: `run ${run.id}`,
      remedy: 'Train it again from the start.',
    });
  }
  const checkpoint = withMoreEpochs(decodeCheckpoint(loaded.payload), moreEpochs, run.config);
  const { config } = checkpoint.state;
  const change = { config, totalEpochs: config.training.epochs };
  await replacePayload(loaded.record, encodeCheckpoint(checkpoint), change);
  return getRun(run.id);
}
