/** Questions to the worker about a trained model: analyses, predictions, the memory a run takes. */
import type { Analysis } from '../protocol/analysis';
import type { SplitChoice } from '../protocol/commands';
import type { RunRecord } from '../protocol/records';
import { studio } from './studio';
import { trainClient } from './trainClient';

/** Rejects with the worker's error, for example `checkpoint-damaged` or `data-not-found`. */
export function analyseCheckpoint(
  runId: string,
  checkpointId: string,
  split: SplitChoice,
): Promise<Analysis> {
  return trainClient.analyse(runId, checkpointId, split, studio.getState().backendPreference);
}

/** A file with the predictions for every row of a dataset. Rejects as `analyseCheckpoint`. */
export function predictDataset(
  checkpointId: string,
  fingerprint: string,
  format: 'csv' | 'npz',
): Promise<Uint8Array<ArrayBuffer>> {
  return trainClient.predict(checkpointId, fingerprint, format, studio.getState().backendPreference);
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
