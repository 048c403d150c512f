/**
 * One writer a run, across all tabs, by Web Locks: the browser lets go of a lock when its tab or worker is gone,
 * so a crash leaves nothing locked. Where there are no Web Locks (an insecure context) runs are not guarded.
 */
import { AnnealError } from '../protocol/errors';

const runLock = (runId: string) => `anneal-run ${runId}`;
/** Held beside the run's lock; its name tells other tabs who holds it. */
const holderLock = (runId: string, holder: string) => `${runLock(runId)} held by ${holder}`;

/** Missing in insecure contexts, which the types do not know. */
function lockManager(): LockManager | undefined {
  return globalThis.navigator?.locks;
}

/**
 * Does the work as the only writer of the run.
 * @param tab this tab in words, told to others: "the tab opened at 14:03".
 * @throws busy when another holds the run.
 */
export async function withRunLock<Result>(
  runId: string,
  tab: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const locks = lockManager();
  if (!locks) return work();
  return locks.request(runLock(runId), { ifAvailable: true }, async (lock) => {
    if (lock === null) throw await busy(locks, runId);
    return locks.request(holderLock(runId, tab), work);
  });
}

/** Does the work only if nobody writes the run, as its writer; false when somebody does. */
export async function ifRunFree(runId: string, work: () => Promise<void>): Promise<boolean> {
  const locks = lockManager();
  if (!locks) return work().then(() => true);
  return locks.request(runLock(runId), { ifAvailable: true }, async (lock) => {
    if (lock !== null) await work();
    return lock !== null;
  });
}

async function busy(locks: LockManager, runId: string): Promise<AnnealError> {
  const { held = [] } = await locks.query();
  const prefix = holderLock(runId, '');
  const holder = held.find(({ name }) => name?.startsWith(prefix))?.name?.slice(prefix.length);
  return new AnnealError('busy', `This run is being trained in ${holder ?? 'another tab'}`, {
    place: `run ${runId}`,
    received: holder,
    remedy: 'Watch it there, or stop it there first. A duplicate of the run can be trained here.',
  });
}
