/**
 * One writer a run, across all tabs, by Web Locks: the browser lets go of a lock when its tab or worker is gone,
 * so a crash leaves nothing locked. Where there are no Web Locks (an insecure context) runs are not guarded.
 */
import { AnnealError } from '../protocol/errors';

const runLock = (runId: string) => `anneal-run ${runId}`;
/** Held beside the run's lock; its name tells other tabs who holds it. */
const holderLock = (runId: string, holder: string) => `${runLock(runId)} held by ${holder}`;
/** Held by the page that has the run trained: a page that is gone lets go of it at once, its worker maybe never. */
const pageLock = (runId: string) => `${runLock(runId)} for a page`;

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
    // Shared, since a worker that the lock was taken from may still hold this one.
    return locks.request(holderLock(runId, tab), { mode: 'shared' }, work);
  });
  try {
    return await held;
  } catch (thrown) {
    throw granted ? thrown : await busy(locks, runId);
  }
}

/** In a page: has the run trained by a worker. */
export async function withPageLock<Result>(runId: string, work: () => Promise<Result>): Promise<Result> {
  const locks = lockManager();
  // Shared, so that a page whose worker asks for the run in vain does not wait here.
  return locks ? locks.request(pageLock(runId), { mode: 'shared' }, work) : work();
}

/** Whether a worker holds the run whose page is gone. */
export async function isOrphaned(runId: string): Promise<boolean> {
  const names = await heldNames();
  return names.includes(runLock(runId)) && !names.includes(pageLock(runId));
}

/** Whether a page has the run trained, also while its worker starts a backend and does not hold the run yet. */
export async function isAwaited(runId: string): Promise<boolean> {
  return (await heldNames()).includes(pageLock(runId));
}

/** Ids of the runs that a worker or a page holds; null where that cannot be known. */
export async function heldRuns(): Promise<ReadonlySet<string> | null> {
  if (!lockManager()) return null;
  const [prefix] = runLock('').split(' ');
  const ids = (await heldNames()).map((name) => name?.split(' ')).filter((words) => words?.[0] === prefix);
  return new Set(ids.map((words) => words![1]!));
}

async function heldNames(): Promise<(string | undefined)[]> {
  const { held = [] } = (await lockManager()?.query()) ?? {};
  return held.map(({ name }) => name);
}

/**
 * Does the work only if nobody writes the run, as its writer; false when somebody does.
 * @param steal takes the run from whoever holds it.
 */
export async function ifRunFree(runId: string, work: () => Promise<void>, steal = false): Promise<boolean> {
  const locks = lockManager();
  if (!locks) return work().then(() => true);
  return locks.request(runLock(runId), steal ? { steal } : { ifAvailable: true }, async (lock) => {
    if (lock !== null) await work();
    return lock !== null;
  });
}

async function busy(locks: LockManager, runId: string): Promise<AnnealError> {
  const { held = [] } = await locks.query();
  const prefix = holderLock(runId, '');
  const holder = held.find(({ name }) => name?.startsWith(prefix))?.name?.slice(prefix.length);
  return new AnnealError('busy', `This run is being trained in ${holder ?? 'another tab'}.`, {
    place: `run ${runId}`,
    received: holder,
    remedy: 'Watch it there, or stop it there first. A duplicate of the run can be trained here.',
  });
}
