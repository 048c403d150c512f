/**
 * Runs that are under way and not in this tab: another one trains them, or the worker of a page that is gone has yet to
 * end. Asked again and again, since whoever holds a run may go without a word.
 */
import type { RunRecord } from '../protocol/records';
import { isOrphaned } from '../storage/locks';
import { settleRuns } from '../storage/recovery';
import { refreshCheckpoints } from './checkpointActions';
import { isUnderWay } from './liveRun';
import { notifyFailure } from './notices';
import { reloadHistory } from './runSeries';
import { refreshRuns } from './runs';
import { studio } from './studio';

/**
 * After so many looks in a row at a run whose page is gone, the run is taken from its worker. Chromium ends such a worker
 * after two seconds; Firefox never does when its threads hang at their start.
 */
const patientLooks = 5;

/**
 * Shows each of these runs as it was left once nobody holds it any more. Asks instead of queueing for the lock: a tab
 * that the browser froze in the queue would be given the lock and keep it.
 * @param onInterrupted called for runs that can be resumed here now.
 * @returns when all of them are free.
 */
export async function watchHeldRuns(
  ids: readonly string[],
  onInterrupted: (runs: readonly RunRecord[]) => void,
  everyMilliseconds = 500,
): Promise<void> {
  let held = ids;
  const setElsewhere = (gone: readonly string[], here: readonly string[]) =>
    studio.setState(({ elsewhere, followed }) => ({
      elsewhere: [...new Set([...elsewhere.filter((id) => !gone.includes(id)), ...here])],
      followed: Object.fromEntries(Object.entries(followed).filter(([id]) => !gone.includes(id))),
    }));
  setElsewhere([], ids);
  const orphanedLooks = new Map<string, number>();
  try {
    while (held.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
      for (const id of held) {
        orphanedLooks.set(id, (await isOrphaned(id)) ? (orphanedLooks.get(id) ?? 0) + 1 : 0);
      }
      const abandoned = held.filter((id) => (orphanedLooks.get(id) ?? 0) >= patientLooks);
      const settled = await settleRuns(held, abandoned);
      const left = held.filter((id) => !settled.held.includes(id));
      // One that this tab has begun to train meanwhile is its own.
      held = settled.held.filter((id) => !isUnderWay(studio.getState().live[id]));
      if (left.length === 0) continue;
      // What is live was trained here: this tab has shown more of it than is stored, and has told of its end.
      const { live } = studio.getState();
      const others = left.filter((id) => !live[id]);
      await Promise.all([refreshRuns(), ...others.map(refreshCheckpoints), ...others.map(reloadHistory)]);
      setElsewhere(left, held);
      const interrupted = others.filter((id) => settled.interrupted.includes(id));
      if (interrupted.length > 0) {
        onInterrupted(studio.getState().runs.filter(({ id }) => interrupted.includes(id)));
      }
    }
  } catch (thrown) {
    notifyFailure('Could not look after runs of other tabs', thrown);
  }
}
