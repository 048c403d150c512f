/** What this page stores in the browser, and how much room is left. */
import { isPersistent } from '../storage/persistence';
import { estimateRoom, type Room } from '../storage/room';
import { refreshCheckpoints } from './checkpointActions';
import { studio } from './studio';

export interface StorageUse {
  /** null where the browser does not tell. */
  room: Room | null;
  /** Whether the browser keeps it until somebody deletes it; null where it does not tell. */
  persistent: boolean | null;
}

export async function readStorageUse(): Promise<StorageUse> {
  const [room, persistent] = await Promise.all([estimateRoom(), isPersistent()]);
  return { room, persistent };
}

/** Reads the checkpoints of every run; their sizes stand in their records. */
export async function readAllCheckpoints(): Promise<void> {
  const { runs, checkpoints } = studio.getState();
  await Promise.all(runs.filter(({ id }) => !(id in checkpoints)).map(({ id }) => refreshCheckpoints(id)));
}
