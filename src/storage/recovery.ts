/** Sets right at the start of the page what a closed tab or a crash left behind. */
import type { ErrorJson } from '../protocol/errors';
import { purgeDeletedCheckpoints } from './checkpoints';
import { ifRunFree } from './locks';
import { listRuns, purgeDeletedRuns, updateRun } from './runs';

export interface Recovery {
  /** Ids of the runs that were training when their tab went; they can be resumed. */
  interrupted: string[];
  /** Records that could not be read. */
  problems: ErrorJson[];
}

/** For how long a deletion can be undone, also from another tab. */
const undoMilliseconds = 60 * 60 * 1000;

/** Runs that seem to train although nobody holds their lock become `interrupted`; old deletions become final. */
export async function recover(): Promise<Recovery> {
  const before = new Date(Date.now() - undoMilliseconds);
  await purgeDeletedRuns(before);
  await purgeDeletedCheckpoints(before);
  const { records, problems } = await listRuns();
  const interrupted: string[] = [];
  for (const { id, status } of records) {
    if (status !== 'training' && status !== 'paused' && status !== 'waiting') continue;
    await ifRunFree(id, async () => {
      await updateRun(id, { status: 'interrupted' });
      interrupted.push(id);
    });
  }
  return { interrupted, problems };
}
