/** Downloads of a run beside its capsule: its configuration, its history, its summary. Writers are loaded with the first one. */

import type { DatasetRecord } from '../../protocol/datasets';
import type { RunRecord } from '../../protocol/records';
import { configJson, historyCsv } from '../../runs/textFiles';
import { listCheckpoints, loadLatest } from '../../storage/checkpoints';
import { readHistory } from '../../storage/history';
import { notifyFailure } from '../notices';
import { saveFile } from './saveFile';

/** Larger data are taken along as files: an archive holds 4 GiB, and is put together in memory. */
const MOST_BYTES = 2 ** 30;

/** The data of a run, where they are stored here and may travel in its zip. */
export function travellingData(
  { dataset: { fingerprint } }: RunRecord,
  datasets: readonly DatasetRecord[],
): DatasetRecord | null {
  const own = datasets.find((dataset) => dataset.fingerprint === fingerprint);
  return own && own.bytes <= MOST_BYTES ? own : null;
}

export function downloadConfig(run: RunRecord): void {
  saveFile(`${run.name} config.json`, configJson(run.config), 'application/json');
}

/** One row an epoch. */
export async function downloadHistory(run: RunRecord): Promise<void> {
  try {
    const { epochs } = await readHistory(run.id);
    saveFile(`${run.name} history.csv`, historyCsv(epochs), 'text/csv');
  } catch (thrown) {
    notifyFailure(`Could not download the history of ${run.name}`, thrown);
  }
}

/** Model, loss, checkpoints and history in one JSON file. */
export async function downloadSummary(run: RunRecord): Promise<void> {
  try {
    const [{ epochs }, { records }, { runSummary, summaryJson }, { decodeCheckpoint }] = await Promise.all([
      readHistory(run.id),
      listCheckpoints(run.id),
      import('../../runs/storedSummary'),
      import('../../engine/checkpoints/encode'),
    ]);
    const latest = await loadLatest(run.id);
    const state = latest && decodeCheckpoint(latest.payload).state;
    const summary = runSummary(run, epochs, records, state?.lossWeights ?? null, new Date());
    saveFile(`${run.name} summary.json`, summaryJson(summary), 'application/json');
  } catch (thrown) {
    notifyFailure(`Could not download the summary of ${run.name}`, thrown);
  }
}
