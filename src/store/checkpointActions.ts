/** Deleting and restoring checkpoints, in storage and in what the page shows. */
import type { CheckpointEvent } from '../protocol/events';
import type { ListedCheckpoint } from '../protocol/records';
import { withCheckpoint } from '../runs/checkpointList';
import {
  deleteCheckpoint,
  listCheckpoints,
  purgeCheckpoint,
  restoreCheckpoint,
} from '../storage/checkpoints';
import { isFull } from '../storage/deletions';
import { notify, notifyFailure } from './notices';
import { studio } from './studio';
import { tellTabs } from './tabChannel';

/** How many checkpoints of a run have come to be while the page is open. */
const arrivals = new Map<string, number>();

/** Adds a checkpoint that was committed to what the page shows; the others are read only where they never were. */
export function takeInCheckpoint(runId: string, event: CheckpointEvent): void {
  arrivals.set(runId, (arrivals.get(runId) ?? 0) + 1);
  const list = studio.getState().checkpoints[runId];
  if (!list) return void refreshCheckpoints(runId);
  const added = withCheckpoint(list, runId, event);
  studio.setState(({ checkpoints }) => ({ checkpoints: { ...checkpoints, [runId]: added } }));
}

/** Reads a run's checkpoints again. */
export async function refreshCheckpoints(runId: string): Promise<void> {
  try {
    const before = arrivals.get(runId);
    const { records, problems } = await listCheckpoints(runId);
    // What was read may be from before the one that came meanwhile.
    if (arrivals.get(runId) !== before) return refreshCheckpoints(runId);
    studio.setState(({ checkpoints }) => ({ checkpoints: { ...checkpoints, [runId]: records } }));
    for (const error of problems) notify({ tone: 'bad', title: 'A checkpoint is damaged', error });
  } catch (thrown) {
    notifyFailure('Could not read the checkpoints', thrown);
  }
}

/** Deletes at once and offers to undo it. */
export async function removeCheckpoint({ id, runId, epoch }: ListedCheckpoint): Promise<void> {
  let canUndo = true;
  try {
    await deleteCheckpoint(id).catch(async (thrown: unknown) => {
      // There is no room even for the mark that a deletion can be undone by.
      if (!isFull(thrown)) throw thrown;
      canUndo = false;
      await purgeCheckpoint(id);
    });
  } catch (thrown) {
    notifyFailure('Could not delete the checkpoint', thrown);
    return;
  }
  tellTabs({ kind: 'checkpoints', runId });
  await refreshCheckpoints(runId);
  const undo = () => {
    restoreCheckpoint(id)
      .then(() => tellTabs({ kind: 'checkpoints', runId }))
      .then(() => refreshCheckpoints(runId))
      .catch((thrown) => notifyFailure('Could not restore the checkpoint', thrown));
  };
  const title = `Checkpoint of epoch ${epoch} deleted`;
  if (canUndo) notify({ title, action: { label: 'Undo', run: undo } });
  else notify({ title: `${title} for good: there is no room to keep it for an undo` });
}
