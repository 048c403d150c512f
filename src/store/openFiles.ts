/** What happens to files that are dropped or chosen: data become a dataset, a checkpoint or a saved run a run. */
import type { DatasetRecord } from '../protocol/datasets';
import type { RunBundle, RunRecord } from '../protocol/records';
import { saveBundle } from '../storage/bundles';
import { taskKind } from '../tasks/runConfig';
import type { DroppedFiles } from '../worker/dataCommands';
import { awaitedSource, lacksData } from './awaitedData';
import { dataClient } from './dataClient';
import { refreshDatasets } from './datasets';
import { openLogs } from './foreignRuns';
import { importFiles } from './importing';
import { notify, notifyFailure } from './notices';
import { acquaint, bringData, tellReturned } from './runData';
import { showRun } from './runs';
import { studio } from './studio';
import { tellTabs } from './tabChannel';
import { canVerify, verifyStoredRun } from './verification';

/**
 * Opens files, or adds data to a dataset; each failure is a notice of its own and stops none of the others.
 * @param dropped where no paths are given, those that the browser knows.
 * @param onto a dataset that data are added to. @param run a run that data are brought for.
 * @returns the address of what was opened last, or null.
 */
export async function openFiles(
  { files, paths, handles }: DroppedFiles,
  onto?: DatasetRecord,
  run?: RunRecord,
): Promise<string | null> {
  let address: string | null = null;
  const data: Required<Omit<DroppedFiles, 'readings'>> = { files: [], paths: [], handles: [] };
  const { kindOfDroppedFile } = await import('../runs/capsule/droppedFile');
  const logs: Required<Pick<DroppedFiles, 'files' | 'paths'>> = { files: [], paths: [] };
  for (const [index, file] of files.entries()) {
    // A file that cannot be read at all is left to the importer, which says why.
    const kind = await kindOfDroppedFile({ name: file.name, blob: file }).catch(() => 'data' as const);
    // Chromium and Firefox say where in its folder a chosen file lies.
    const path = paths?.[index] ?? (file.webkitRelativePath || file.name);
    // What is brought for a run, awaited by one, or added to data is data whatever it looks like.
    if (kind === 'log' && !onto && !run && !awaitedSource([file.name])) {
      logs.files.push(file);
      logs.paths.push(path);
    } else if (kind === 'data' || kind === 'log') {
      data.files.push(file);
      data.handles.push(handles?.[index] ?? null);
      data.paths.push(path);
    } else {
      address = (await bringBack(file, kind)) ?? address;
    }
  }
  if (logs.files.length > 0) {
    address = (await openLogs(logs, () => importFiles(logs))) ?? address;
  }
  if (data.files.length === 0) return address;
  if (run) {
    await bringData(run, data);
    return `/train/${run.id}`;
  }
  const before = studio.getState();
  const lacking = before.runs.filter((one) => lacksData(one, before.datasets));
  const dataset = await importFiles(data, { onto });
  if (!dataset) return address;
  await acquaint(dataset);
  tellReturned(dataset, lacking);
  return `/data/${dataset.fingerprint}`;
}

async function bringBack(file: File, kind: 'run' | 'checkpoint'): Promise<string | null> {
  try {
    const bundle = await readBundle(file, kind);
    // A run of a task that is not here could be neither shown nor resumed.
    taskKind(bundle.run.config.task);
    const dataset = kind === 'run' ? await bringItsData(file) : null;
    const run = await saveBundle(bundle);
    showRun(run);
    tellTabs({ kind: 'changed', what: 'runs' });
    const what = run.alone ? 'is imported, a checkpoint alone' : 'is imported';
    const isHere = !lacksData(run, studio.getState().datasets);
    const verify = { label: 'Verify', run: () => void verifyStoredRun(run) };
    notify({
      tone: 'good',
      title: `${run.name} ${what}${dataset ? ', with its data' : ''}`,
      ...(isHere && canVerify(run) && { action: verify }),
    });
    for (const known of studio.getState().datasets) {
      if (known.fingerprint === run.dataset.fingerprint) await acquaint(known);
    }
    return `/train/${run.id}`;
  } catch (thrown) {
    notifyFailure(`Could not bring back ${file.name}`, thrown);
    return null;
  }
}

/** A run whose data cannot be brought back comes all the same: its file may be brought later. */
async function bringItsData(file: File): Promise<DatasetRecord | null> {
  try {
    const dataset = await dataClient.bringDataset(file);
    if (dataset) await refreshDatasets();
    return dataset;
  } catch (thrown) {
    notifyFailure(`Could not bring back the data in ${file.name}`, thrown);
    return null;
  }
}

/** The readers are loaded when they are needed; a visit that imports nothing never sees them. */
async function readBundle(file: File, kind: 'run' | 'checkpoint'): Promise<RunBundle> {
  const named = { name: file.name, blob: file };
  if (kind === 'run') {
    const { readRunArchive } = await import('../runs/capsule/readRunArchive');
    return readRunArchive(named, new Date());
  }
  const { readCheckpointBundle } = await import('../runs/checkpointBundle');
  return readCheckpointBundle(named, new Date());
}
