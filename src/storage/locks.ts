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
 * For how long a run that is held is waited for. Chromium gives a worker that is ended two seconds to finish what it
 * computes, and so long it holds its lock.
 */
const patienceMilliseconds = 4000;

/**
 * Does the work as the only writer of the run.
 * @param tab this tab in words, told to others: "the tab opened at 14:03".
 * @throws busy when another holds the run, and goes on holding it.
 */
export async function withRunLock<Result>(
  runId: string,
  tab: string,
  work: () => Promise<Result>,
  patience = patienceMilliseconds,
): Promise<Result> {
  const locks = lockManager();
  if (!locks) return work();
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), patience);
  let granted = false;
  const held = locks.request(runLock(runId), { signal: waiting.signal }, () => {
    granted = true;
    clearTimeout(timer);
    return locks.request(holderLock(runId, tab), work);
  });
  try {
    return await held;
  } catch (thrown) {
    throw granted ? thrown : await busy(locks, runId);
  }
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
