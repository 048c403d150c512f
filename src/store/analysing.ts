/** Questions to the worker about a trained model: analyses, predictions, the memory a run takes. */
import type { Analysis } from '../protocol/analysis';
import type { SplitChoice } from '../protocol/commands';
import type { RunRecord } from '../protocol/records';
import type { Watch } from '../worker/trainClient';
import { studio } from './studio';
import { trainClient } from './trainClient';

/** Rejects with the worker's error, for example `checkpoint-damaged` or `data-not-found`. */
export function analyseCheckpoint(
  runId: string,
  checkpointId: string,
  split: SplitChoice,
  watch?: Watch,
): Promise<Analysis> {
  return trainClient.analyse(runId, checkpointId, split, studio.getState().backendPreference, watch);
}

/** A table with the predictions for every row of a dataset. Rejects as `analyseCheckpoint`. */
export function predictTable(
  checkpointId: string,
  fingerprint: string,
  format: 'csv' | 'npz',
): Promise<Uint8Array<ArrayBuffer>> {
  const asked = { checkpointId, fingerprint, format, threshold: null };
  return trainClient.predict(asked, studio.getState().backendPreference);
}

/**
 * A zip with a mask of every image of a dataset. Rejects as `analyseCheckpoint`.
 * @param threshold of two classes: foreground is what reaches it.
 */
export function predictMasks(
  checkpointId: string,
  fingerprint: string,
  threshold: number,
  watch: Watch,
): Promise<Uint8Array<ArrayBuffer>> {
  const asked = { checkpointId, fingerprint, format: 'zip' as const, threshold };
  return trainClient.predict(asked, studio.getState().backendPreference, watch);
}

/** An upper bound of the memory that a run takes, bytes; null when its dataset is gone. */
export async function predictedBytes({ config, dataset }: RunRecord): Promise<number | null> {
  try {
    return (await trainClient.describe(config, dataset.fingerprint)).predictedBytes;
  } catch {
    // A dataset that was deleted is told of when the run is resumed or analysed; here it is only an unknown number.
    return null;
  }
}
