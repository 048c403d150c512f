/** Downloads of a run: everything as one zip, its configuration, its history, its summary. Writers are loaded with the first one. */

import { readAll } from '../../engine/data/datasetReader';
import type { DatasetRecord } from '../../protocol/datasets';
import type { RunRecord } from '../../protocol/records';
import type { ArchivedDataset } from '../../runs/archivedDataset';
import { datasetSource } from '../../runs/datasetSource';
import { configJson, historyCsv } from '../../runs/textFiles';
import { loadBundle } from '../../storage/bundles';
import { listCheckpoints, loadLatest } from '../../storage/checkpoints';
import { openDataset } from '../../storage/datasets';
import { readHistory } from '../../storage/history';
import { notify, notifyFailure } from '../notices';
import { studio } from '../studio';
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

/**
 * Checkpoints with their optimizer state, configuration, history, log. What is damaged is left out, with a notice.
 * @param withData whether the dataset travels along; else only what recognizes its files does.
 */
export async function downloadRun(run: RunRecord, withData = false): Promise<void> {
  try {
    const [{ bundle, problems }, { writeRunArchive }] = await Promise.all([
      loadBundle(run.id),
      import('../../runs/runArchive'),
    ]);
    for (const error of problems) notify({ tone: 'bad', title: `Left out of ${run.name}.zip`, error });
    const { fingerprint, name } = run.dataset;
    const known = studio.getState().datasets.find((dataset) => dataset.fingerprint === fingerprint);
    if (known) bundle.run.dataset = { fingerprint, name, source: datasetSource(known, run.config) };
    const dataset = withData ? await datasetOf(fingerprint) : undefined;
    saveFile(`${run.name}.zip`, writeRunArchive(bundle, undefined, dataset), 'application/zip');
  } catch (thrown) {
    notifyFailure(`Could not download ${run.name}`, thrown);
  }
}

async function datasetOf(fingerprint: string): Promise<ArchivedDataset> {
  const {
    record: { location: _, ...record },
    data,
  } = await openDataset(fingerprint);
  try {
    return { record, arrays: [...(await readAll(data)).values()] };
  } finally {
    data.close();
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
