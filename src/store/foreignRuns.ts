/** Logs of other programs that are dropped: each becomes a run to look at, beside one's own. */
import type { DatasetRecord } from '../protocol/datasets';
import type { RunBundle, RunRecord } from '../protocol/records';
import { saveBundle } from '../storage/bundles';
import type { DroppedFiles } from '../worker/dataCommands';
import { dataClient } from './dataClient';
import { notify, notifyFailure } from './notices';
import { removeRuns, showRun } from './runs';
import { tellTabs } from './tabChannel';

/**
 * @param asData opens the files as data instead, where a table was taken for a log.
 * @returns the address of the table with the runs chosen, null where none could be read.
 */
export async function openLogs(
  logs: Required<Pick<DroppedFiles, 'files' | 'paths'>>,
  asData: () => Promise<DatasetRecord | null>,
): Promise<string | null> {
  try {
    const { runs, failures } = await dataClient.readLogs(logs);
    for (const { name, error } of failures) {
      notify({ tone: 'bad', lasts: null, title: `Could not read ${name}`, error });
    }
    const kept: RunRecord[] = [];
    for (const bundle of runs) kept.push(await keep(bundle));
    if (kept.length === 0) return null;
    tellTabs({ kind: 'changed', what: 'runs' });
    const [first] = runs;
    const what = runs.length === 1 ? `${first!.run.name} is` : `${runs.length} runs are`;
    const tables = logs.files.every(({ name }) => /\.csv$/i.test(name));
    notify({
      tone: 'good',
      title: `${what} opened as ${runs.length === 1 ? 'the log of a training' : 'logs of trainings'}`,
      ...(tables && { action: { label: 'Read as data instead', run: () => void readAsData(kept, asData) } }),
    });
    return `/runs?chosen=${kept.map(({ id }) => id).join(',')}`;
  } catch (thrown) {
    notifyFailure('Could not open the logs', thrown);
    return null;
  }
}

async function readAsData(
  taken: readonly RunRecord[],
  asData: () => Promise<DatasetRecord | null>,
): Promise<void> {
  const dataset = await asData();
  if (!dataset) return;
  await removeRuns(taken);
  const action = { label: 'Open it', to: `/data/${dataset.fingerprint}` };
  notify({ tone: 'good', title: `${dataset.name} is read as data`, action });
}

async function keep(bundle: RunBundle): Promise<RunRecord> {
  const run = await saveBundle(bundle);
  showRun(run);
  const { warnings, name } = run;
  if (warnings.length > 0) {
    const rest = warnings.length - 1;
    const more = rest > 0 ? `, and ${rest} more` : '';
    notify({
      tone: 'warn',
      lasts: null,
      title: `${name}: ${warnings[0]!.message.replace(/\.$/, '')}${more}`,
    });
  }
  return run;
}
