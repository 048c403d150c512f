/** What happens when data come that runs were trained on, or others are brought for a run. */
import type { DatasetRecord } from '../protocol/datasets';
import type { RunRecord } from '../protocol/records';
import { datasetSource, differenceWords } from '../runs/datasetSource';
import { updateRun } from '../storage/runs';
import type { DroppedFiles } from '../worker/dataCommands';
import { runsOn } from './awaitedData';
import { importFiles } from './importing';
import { notify, notifyFailure } from './notices';
import { showRun } from './runs';
import { studio } from './studio';

/**
 * Imports what was brought for a run, read as its data were. Other data than its own are kept as well, and the run's place
 * says how they differ.
 */
export async function bringData(run: RunRecord, dropped: DroppedFiles): Promise<void> {
  const record = await importFiles(dropped, { like: run.dataset.source });
  if (!record) return;
  await acquaint(record);
  if (record.fingerprint !== run.dataset.fingerprint) tellOtherData(run, record);
}

/** A dataset has come: runs of which nothing but its content was known know its name and files from now on. */
export async function acquaint(record: DatasetRecord): Promise<void> {
  const waiting = runsOn(studio.getState().runs, record.fingerprint).filter(
    ({ dataset }) => dataset.source === undefined,
  );
  for (const run of waiting) {
    const dataset = {
      fingerprint: record.fingerprint,
      name: record.name,
      source: datasetSource(record, run.config),
    };
    try {
      showRun(await updateRun(run.id, { dataset }));
    } catch (thrown) {
      notifyFailure(`Could not note the data of ${run.name}`, thrown);
    }
  }
  studio.setState(({ otherData }) => ({
    otherData: Object.fromEntries(
      Object.entries(otherData).filter(
        ([id]) => !runsOn(studio.getState().runs, record.fingerprint).some((run) => run.id === id),
      ),
    ),
  }));
}

function tellOtherData(run: RunRecord, record: DatasetRecord): void {
  const { source } = run.dataset;
  const words = source
    ? differenceWords(source, datasetSource(record, run.config), run.config.task)
    : 'has another content';
  studio.setState(({ otherData }) => ({
    otherData: { ...otherData, [run.id]: { fingerprint: record.fingerprint, name: record.name, words } },
  }));
}

/** Says of which runs the data are here again. */
export function tellReturned(record: DatasetRecord, lacking: readonly RunRecord[]): void {
  const back = runsOn(lacking, record.fingerprint);
  const [first, ...rest] = back;
  if (!first) return;
  const who = rest.length === 0 ? first.name : `${first.name} and ${rest.length} more runs`;
  notify({
    tone: 'good',
    title: `${record.name} is what ${who} ${rest.length === 0 ? 'was' : 'were'} trained on`,
    action: { label: 'Open the run', to: `/train/${first.id}` },
  });
}
