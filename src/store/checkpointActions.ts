/** Deleting and restoring checkpoints, in storage and in what the page shows. */
import type { CheckpointRecord } from '../protocol/records';
import { deleteCheckpoint, listCheckpoints, restoreCheckpoint } from '../storage/checkpoints';
import { notify, notifyFailure } from './notices';
import { studio } from './studio';

/** Reads a run's checkpoints again. */
export async function refreshCheckpoints(runId: string): Promise<void> {
  try {
    const { records, problems } = await listCheckpoints(runId);
    studio.setState(({ checkpoints }) => ({ checkpoints: { ...checkpoints, [runId]: records } }));
    for (const error of problems) notify({ tone: 'bad', title: 'A checkpoint is damaged', error });
  } catch (thrown) {
    notifyFailure('Could not read the checkpoints', thrown);
  }
}

/** Deletes at once and offers to undo it. */
export async function removeCheckpoint({ id, runId, epoch }: CheckpointRecord): Promise<void> {
  try {
    await deleteCheckpoint(id);
  } catch (thrown) {
    notifyFailure('Could not delete the checkpoint', thrown);
    return;
  }
  await refreshCheckpoints(runId);
  const undo = () => {
    restoreCheckpoint(id)
      .then(() => refreshCheckpoints(runId))
      .catch((thrown) => notifyFailure('Could not restore the checkpoint', thrown));
  };
  notify({ title: `Checkpoint of epoch ${epoch} deleted`, action: { label: 'Undo', run: undo } });
}
