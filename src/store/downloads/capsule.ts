/** The capsule of a run: everything as one zip that can be opened again and verified. Writers are loaded with the first one. */
import { readAll } from '../../engine/data/datasetReader';
import { runtimeHere } from '../../engine/runtime';
import { AnnealError } from '../../protocol/errors';
import type { RunBundle, RunRecord } from '../../protocol/records';
import type { ArchivedDataset } from '../../runs/capsule/archivedDataset';
import { type WorstSample, worstSamples } from '../../runs/capsule/worstSamples';
import { datasetSource } from '../../runs/datasetSource';
import { loadBundle } from '../../storage/bundles';
import { openDataset } from '../../storage/datasets';
import type { ScoresQuestion } from '../../tasks/exampleScores';
import { taskKind } from '../../tasks/runConfig';
import { ask } from '../asking';
import { dismiss, notify, notifyFailure } from '../notices';
import { studio } from '../studio';
import { saveFile } from './saveFile';

export interface CapsuleChoice {
  /** The data travel along; else only what recognizes their files does. */
  data?: boolean;
  /** The samples that the best model does worst, for which it predicts its test rows once more; only where the data are here. */
  worst?: boolean;
}

/** What is damaged is left out, with a notice. */
export async function downloadCapsule(run: RunRecord, choice: CapsuleChoice = {}): Promise<void> {
  try {
    const [{ bundle, problems }, { writeRunArchive }, { reportHtml }] = await Promise.all([
      loadBundle(run.id),
      import('../../runs/capsule/runArchive'),
      import('../../runs/report/report'),
    ]);
    for (const error of problems) notify({ tone: 'bad', title: `Left out of ${run.name}.zip`, error });
    const { fingerprint, name } = run.dataset;
    const known = studio.getState().datasets.find((dataset) => dataset.fingerprint === fingerprint);
    if (known) bundle.run.dataset = { fingerprint, name, source: datasetSource(known, run.config) };
    const worst = choice.worst && known ? await worstOf(bundle) : undefined;
    const dataset = choice.data ? await datasetOf(fingerprint) : undefined;
    const now = new Date();
    const { epochs, steps } = bundle;
    const report = reportHtml([{ run: bundle.run, epochs, steps, worst }], { now });
    const bytes = await writeRunArchive(bundle, { dataset, worst, report }, runtimeHere(), now);
    saveFile(`${run.name}.zip`, bytes, 'application/zip');
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

/** Of the rows that were tested, else of those that validated. Nothing where it fails or is skipped: the rest is whole without. */
async function worstOf({ run, checkpoints }: RunBundle): Promise<WorstSample[] | undefined> {
  const best = checkpoints.find(({ summary }) => summary.step === run.best?.step);
  if (!best) return undefined;
  const abort = new AbortController();
  const title = `Looking for the samples that ${run.name} does worst`;
  const notice = notify({ title, lasts: null, action: { label: 'Skip', run: () => abort.abort() } });
  try {
    const split = run.test === null ? 'validation' : 'test';
    const about = { checkpointId: best.summary.id };
    const watch = { signal: abort.signal };
    const task = taskKind(run.config.task);
    return worstSamples(await ask<ScoresQuestion, 'scores'>(task, 'scores', { split }, about, watch));
  } catch (thrown) {
    const { code, message } = AnnealError.from(thrown);
    if (code !== 'cancelled')
      notify({ tone: 'warn', title: `The worst samples are left out of ${run.name}.zip: ${message}` });
    return undefined;
  } finally {
    dismiss(notice);
  }
}
