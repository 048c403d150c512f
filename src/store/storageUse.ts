/** What this page stores in the browser, and how much room is left. */
import { purgeDeleted, readUndoable } from '../storage/deletions';
import { isPersistent } from '../storage/persistence';
import { estimateRoom, type Room } from '../storage/room';
import { refreshCheckpoints } from './checkpointActions';
import { deletedDatasetBytes, finishDeletions } from './datasets';
import { dismissUndo, notifyFailure } from './notices';
import { studio } from './studio';

export interface StorageUse {
  /** null where the browser does not tell. */
  room: Room | null;
  /** Whether the browser keeps it until somebody deletes it; null where it does not tell. */
  persistent: boolean | null;
  /** Of what is deleted and can still be brought back. */
  undoableBytes: number;
  /** Whether the studio's own files are among what is stored, for times without a network. */
  holdsStudio: boolean;
}

export async function readStorageUse(): Promise<StorageUse> {
  const [room, persistent, undoable, holdsStudio] = await Promise.all([
    estimateRoom(),
    isPersistent(),
    readUndoable().catch(() => null),
    keepsStudio().catch(() => false), // No caches outside of secure contexts.
  ]);
  return { room, persistent, undoableBytes: (undoable?.bytes ?? 0) + deletedDatasetBytes(), holdsStudio };
}

async function keepsStudio(): Promise<boolean> {
  return (await caches.keys()).length > 0;
}

/** Ends what could still be brought back, so that its room is free at once. */
export async function freeDeleted(): Promise<void> {
  try {
    await finishDeletions();
    await purgeDeleted();
    dismissUndo();
  } catch (thrown) {
    notifyFailure('Could not free the room of what is deleted', thrown);
  }
}

/** Reads the checkpoints of every run; their sizes stand in their records. */
export async function readAllCheckpoints(): Promise<void> {
  const { runs, checkpoints } = studio.getState();
  await Promise.all(runs.filter(({ id }) => !(id in checkpoints)).map(({ id }) => refreshCheckpoints(id)));
}
