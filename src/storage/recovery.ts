/** Sets right what a closed tab or a crash left behind: at the start of the page, and once a run is let go of. */
import type { ErrorJson } from '../protocol/errors';
import type { RunStatus } from '../protocol/records';
import { purgeDeleted } from './deletions';
import { ifRunFree, isAwaited } from './locks';
import { getRun, listRuns, updateRun } from './runs';

export interface Recovery {
  /** Ids of the runs that were training when their tab went; they can be resumed. */
  interrupted: string[];
  /**
   * Ids of the runs under way that somebody holds: another tab, or for a moment the worker of a page that is gone,
   * which the browser lets finish its step.
   */
  held: string[];
  /** Records that could not be read. */
  problems: ErrorJson[];
}

/** For how long a deletion can be undone, also from another tab. */
const undoMilliseconds = 60 * 60 * 1000;

/** Runs that seem to train although nobody holds their lock become `interrupted`, paused ones stay so; old deletions become final. */
export async function recover(): Promise<Recovery> {
  await purgeDeleted(new Date(Date.now() - undoMilliseconds));
  const { records, problems } = await listRuns();
  // One that was left is listed as interrupted, whatever its record says.
  const underWay = records.filter(({ status }) => isUnderWay(status) || status === 'interrupted');
  return { ...(await settleRuns(underWay.map(({ id }) => id))), problems };
}

/**
 * Sets these runs right: those that nobody holds any more become `interrupted`, unless they have come to an end or rest.
 * @param abandoned those whose holder is dead for certain: they are taken from it.
 */
export async function settleRuns(
  ids: readonly string[],
  abandoned: readonly string[] = [],
): Promise<Pick<Recovery, 'interrupted' | 'held'>> {
  const interrupted: string[] = [];
  const held: string[] = [];
  for (const id of ids) {
    const settle = async () => {
      // Read under the lock: the run may have ended, or been deleted, just before. One that was paused on purpose rests.
      const run = await getRun(id).catch(() => null);
      if (run?.status !== 'training' && run?.status !== 'waiting') return;
      interrupted.push(id);
      // A disk without room for this word changes nothing: nobody holds the run, which says the same.
      await updateRun(id, { status: 'interrupted' }).catch(() => {});
    };
    if ((await isAwaited(id)) || !(await ifRunFree(id, settle, abandoned.includes(id)))) held.push(id);
  }
  return { interrupted, held };
}

function isUnderWay(status: RunStatus): boolean {
  return status === 'training' || status === 'paused' || status === 'waiting';
}
