/**
 * One sender a run, across all tabs, by Web Locks: a training that logs its run comes before whoever sends what waits of
 * it, and is not kept waiting by the network of the other.
 */

const outboxLock = (runId: string) => `anneal-outbox ${runId}`;

/** Missing in insecure contexts, which the types do not know. */
const lockManager = (): LockManager | undefined => globalThis.navigator?.locks;

/** Takes the outbox of the run from whoever sends what waits in it. @returns what lets go of it. */
export async function takeOutbox(runId: string): Promise<() => void> {
  const locks = lockManager();
  if (!locks) return () => {};
  const channel = new BroadcastChannel(outboxLock(runId));
  channel.postMessage('give way');
  channel.close();
  return new Promise((resolve, reject) => {
    locks.request(outboxLock(runId), () => new Promise<void>((free) => resolve(free))).catch(reject);
  });
}

/** Does the work if nobody sends from this outbox. @param work ends soon when its signal aborts: a training wants it. */
export async function ifOutboxFree(
  runId: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const abort = new AbortController();
  const locks = lockManager();
  if (!locks) return work(abort.signal);
  const channel = new BroadcastChannel(outboxLock(runId));
  channel.onmessage = () => abort.abort();
  try {
    await locks.request(outboxLock(runId), { ifAvailable: true }, async (lock) => {
      if (lock) await work(abort.signal);
    });
  } finally {
    channel.close();
  }
}
