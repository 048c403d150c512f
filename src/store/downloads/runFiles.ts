/** Downloads of a run: everything as one zip, its configuration, its history, its summary. Writers are loaded with the first one. */

import type { RunRecord } from '../../protocol/records';
import { configJson, historyCsv } from '../../runs/textFiles';
import { loadBundle } from '../../storage/bundles';
import { listCheckpoints, loadLatest } from '../../storage/checkpoints';
import { readHistory } from '../../storage/history';
import { notify, notifyFailure } from '../notices';
import { saveFile } from './saveFile';

/** Checkpoints with their optimizer state, configuration, history, log. What is damaged is left out, with a notice. */
export async function downloadRun(run: RunRecord): Promise<void> {
  try {
    const [{ bundle, problems }, { writeRunArchive }] = await Promise.all([
      loadBundle(run.id),
      import('../../runs/runArchive'),
    ]);
    for (const error of problems) notify({ tone: 'bad', title: `Left out of ${run.name}.zip`, error });
    saveFile(`${run.name}.zip`, writeRunArchive(bundle), 'application/zip');
  } catch (thrown) {
    notifyFailure(`Could not download ${run.name}`, thrown);
  }
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
