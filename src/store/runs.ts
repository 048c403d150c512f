/** The stored runs, in storage and in what the page shows: rename, annotate, delete with a way back. */
import type { RunRecord } from '../protocol/records';
import { isFull } from '../storage/deletions';
import { deleteRun, listRuns, purgeRun, restoreRun, updateRun } from '../storage/runs';
import { dismissAbout, notify, notifyFailure } from './notices';
import { forgetSeries } from './runSeries';
import { studio } from './studio';
import { tellTabs } from './tabChannel';

/** Reads all runs again; damaged ones are reported once each. */
export async function refreshRuns(): Promise<void> {
  try {
    const { records, problems } = await listRuns();
    studio.setState({ runs: records });
    for (const error of problems) {
      const told = studio.getState().notices.some((notice) => notice.error?.message === error.message);
      if (!told) notify({ tone: 'warn', lasts: null, title: 'A stored run cannot be read', error });
    }
  } catch (thrown) {
    notifyFailure('Could not read the runs', thrown);
  }
}

/** Puts a new or changed record among those the page shows. */
export function showRun(run: RunRecord): void {
  studio.setState(({ runs }) => ({
    runs: runs.some(({ id }) => id === run.id)
      ? runs.map((other) => (other.id === run.id ? run : other))
      : [run, ...runs],
  }));
}

export async function renameRun(id: string, name: string): Promise<void> {
  await change(id, { name }, 'Could not rename the run');
}

/** Changes notes or tags. */
export async function annotateRun(id: string, fields: { notes?: string; tags?: string[] }): Promise<void> {
  await change(id, fields, 'Could not save the notes');
}

/** Deletes at once and offers to undo it. */
export async function removeRun({ id, name }: RunRecord): Promise<void> {
  let canUndo = true;
  try {
    await deleteRun(id).catch(async (thrown: unknown) => {
      // There is no room even for the mark that a deletion can be undone by.
      if (!isFull(thrown)) throw thrown;
      canUndo = false;
      await purgeRun(id);
    });
  } catch (thrown) {
    notifyFailure(`Could not delete ${name}`, thrown);
    return;
  }
  tellTabs({ kind: 'changed', what: 'runs' });
  studio.setState(({ runs, activeRunId }) => ({
    runs: runs.filter((run) => run.id !== id),
    activeRunId: activeRunId === id ? null : activeRunId,
  }));
  forgetSeries(id);
  dismissAbout(id);
  const undo = () => {
    restoreRun(id)
      .then(() => tellTabs({ kind: 'changed', what: 'runs' }))
      .then(refreshRuns)
      .catch((thrown) => notifyFailure(`Could not restore ${name}`, thrown));
  };
  if (canUndo) notify({ title: `${name} deleted`, action: { label: 'Undo', run: undo } });
  else notify({ title: `${name} deleted for good: there is no room to keep it for an undo` });
}

async function change(id: string, fields: Parameters<typeof updateRun>[1], failure: string): Promise<void> {
  try {
    showRun(await updateRun(id, fields));
    tellTabs({ kind: 'changed', what: 'runs' });
  } catch (thrown) {
    notifyFailure(failure, thrown);
  }
}
