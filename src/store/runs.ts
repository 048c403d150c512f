/** The stored runs, in storage and in what the page shows: rename, annotate, delete with a way back. */
import type { RunRecord } from '../protocol/records';
import { isFull } from '../storage/deletions';
import { deleteRuns, listRuns, purgeRun, restoreRuns, updateRun, updateRuns } from '../storage/runs';
import { dismissAbout, notify, notifyFailure } from './notices';
import { forgetSeries } from './runSeries';
import { studio } from './studio';
import { tellTabs } from './tabChannel';

/** Reads all runs again; damaged ones are reported once each. */
export async function refreshRuns(): Promise<void> {
  try {
    const { records, problems } = await listRuns();
    const isForeign = ({ foreign }: RunRecord) => foreign !== undefined;
    studio.setState({
      runs: records.filter((run) => !isForeign(run)),
      foreignRuns: records.filter(isForeign),
    });
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
  const withRun = (runs: RunRecord[]) =>
    runs.some(({ id }) => id === run.id)
      ? runs.map((other) => (other.id === run.id ? run : other))
      : [run, ...runs];
  studio.setState(({ runs, foreignRuns }) =>
    run.foreign ? { foreignRuns: withRun(foreignRuns) } : { runs: withRun(runs) },
  );
}

export async function renameRun(id: string, name: string): Promise<void> {
  await change(id, { name }, 'Could not rename the run');
}

/** Changes notes or tags. */
export async function annotateRun(id: string, fields: { notes?: string; tags?: string[] }): Promise<void> {
  await change(id, fields, 'Could not save the notes');
}

/** Pins a run above the others, or lets it go back among them. */
export async function pinRun(id: string, pinned: boolean): Promise<void> {
  await change(id, { pinned: pinned || undefined }, 'Could not pin the run');
}

/** @param colour index into the series palette. The run keeps it in every chart, for life or until the next change. */
export async function colourRun(id: string, colour: number): Promise<void> {
  await change(id, { colour }, 'Could not change the colour');
}

/** Gives tags to runs and takes others away; the tags that each has besides stay. */
export async function tagRuns(
  ids: readonly string[],
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): Promise<void> {
  const tagged = ({ tags }: RunRecord) => ({
    tags: [...new Set([...tags.filter((tag) => !remove.includes(tag)), ...add])],
  });
  await changeAll(ids, tagged, 'Could not change the tags');
}

/** Takes runs out of sight, or back into it, and offers to undo it. */
export async function archiveRuns(runs: readonly RunRecord[], archived: boolean): Promise<void> {
  const ids = runs.map(({ id }) => id);
  const put = (value: boolean) =>
    changeAll(ids, () => ({ archived: value || undefined }), 'Could not archive the runs');
  if (!(await put(archived))) return;
  const title = `${runsWords(runs)} ${archived ? 'archived' : 'no longer archived'}`;
  notify({ title, action: { label: 'Undo', run: () => void put(!archived) } });
}

/** Deletes at once and offers to undo it. */
export function removeRun(run: RunRecord): Promise<void> {
  return removeRuns([run]);
}

/** Deletes at once and offers one undo for all of them. */
export async function removeRuns(runs: readonly RunRecord[]): Promise<void> {
  const ids = runs.map(({ id }) => id);
  const what = runsWords(runs);
  let canUndo = true;
  try {
    await deleteRuns(ids).catch(async (thrown: unknown) => {
      // There is no room even for the mark that a deletion can be undone by.
      if (!isFull(thrown)) throw thrown;
      canUndo = false;
      for (const id of ids) await purgeRun(id);
    });
  } catch (thrown) {
    notifyFailure(`Could not delete ${what}`, thrown);
    return;
  }
  tellTabs({ kind: 'changed', what: 'runs' });
  const gone = new Set(ids);
  studio.setState((state) => ({
    runs: state.runs.filter(({ id }) => !gone.has(id)),
    foreignRuns: state.foreignRuns.filter(({ id }) => !gone.has(id)),
    activeRunId: state.activeRunId !== null && gone.has(state.activeRunId) ? null : state.activeRunId,
  }));
  for (const id of ids) {
    forgetSeries(id);
    dismissAbout(id);
  }
  const undo = () => {
    restoreRuns(ids)
      .then(() => tellTabs({ kind: 'changed', what: 'runs' }))
      .then(refreshRuns)
      .catch((thrown) => notifyFailure(`Could not restore ${what}`, thrown));
  };
  if (canUndo) notify({ title: `${what} deleted`, action: { label: 'Undo', run: undo } });
  else notify({ title: `${what} deleted for good: there is no room to keep it for an undo` });
}

const runsWords = (runs: readonly RunRecord[]) =>
  runs.length === 1 ? runs[0]!.name : `${runs.length.toLocaleString('en')} runs`;

/** @returns whether it is done; a failure is shown. */
async function changeAll(
  ids: readonly string[],
  changeOf: Parameters<typeof updateRuns>[1],
  failure: string,
): Promise<boolean> {
  try {
    await updateRuns(ids, changeOf);
    tellTabs({ kind: 'changed', what: 'runs' });
    await refreshRuns();
    return true;
  } catch (thrown) {
    notifyFailure(failure, thrown);
    return false;
  }
}

async function change(id: string, fields: Parameters<typeof updateRun>[1], failure: string): Promise<void> {
  try {
    showRun(await updateRun(id, fields));
    tellTabs({ kind: 'changed', what: 'runs' });
  } catch (thrown) {
    notifyFailure(failure, thrown);
  }
}
