/** What happens to files that are dropped or chosen: data become a dataset, a checkpoint or a saved run a run. */
import type { DatasetRecord } from '../protocol/datasets';
import type { RunBundle } from '../protocol/records';
import { saveBundle } from '../storage/bundles';
import { taskKind } from '../tasks/runConfig';
import type { DroppedFiles } from '../worker/dataCommands';
import { importFiles } from './importing';
import { notify, notifyFailure } from './notices';
import { showRun } from './runs';

/**
 * Opens files, or adds data to a dataset; each failure is a notice of its own and stops none of the others.
 * @param dropped where no paths are given, those that the browser knows.
 * @param onto a dataset that data are added to.
 * @returns the address of what was opened last, or null.
 */
export async function openFiles(
  { files, paths, handles }: DroppedFiles,
  onto?: DatasetRecord,
): Promise<string | null> {
  let address: string | null = null;
  const data: Required<Omit<DroppedFiles, 'readings'>> = { files: [], paths: [], handles: [] };
  const { kindOfDroppedFile } = await import('../runs/droppedFile');
  for (const [index, file] of files.entries()) {
    // A file that cannot be read at all is left to the importer, which says why.
    const kind = await kindOfDroppedFile({ name: file.name, blob: file }).catch(() => 'data' as const);
    if (kind === 'data') {
      data.files.push(file);
      data.handles.push(handles?.[index] ?? null);
      // Chromium and Firefox say where in its folder a chosen file lies.
      data.paths.push(paths?.[index] ?? (file.webkitRelativePath || file.name));
    } else {
      address = (await bringBack(file, kind)) ?? address;
    }
  }
  const dataset = data.files.length > 0 ? await importFiles(data, { onto }) : null;
  return dataset ? `/data/${dataset.fingerprint}` : address;
}

async function bringBack(file: File, kind: 'run' | 'checkpoint'): Promise<string | null> {
  try {
    const bundle = await readBundle(file, kind);
    // A run of a task that is not here could be neither shown nor resumed.
    taskKind(bundle.run.config.task);
    const run = await saveBundle(bundle);
    showRun(run);
    notify({ tone: 'good', title: `${run.name} is back, as a run of its own` });
    return `/train/${run.id}`;
  } catch (thrown) {
    notifyFailure(`Could not bring back ${file.name}`, thrown);
    return null;
  }
}

/** The readers are loaded when they are needed; a visit that imports nothing never sees them. */
async function readBundle(file: File, kind: 'run' | 'checkpoint'): Promise<RunBundle> {
  const named = { name: file.name, blob: file };
  if (kind === 'run') {
    const { readRunArchive } = await import('../runs/readRunArchive');
    return readRunArchive(named, new Date());
  }
  const { readCheckpointBundle } = await import('../runs/checkpointBundle');
  return readCheckpointBundle(named, new Date());
}
