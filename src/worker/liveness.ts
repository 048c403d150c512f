/**
 * How the page learns that a worker is gone without a word: browsers report errors of a worker, but not that it was
 * closed or killed for its memory. The worker holds a Web Lock as long as it lives; the page waits for the same lock.
 */

/** In the worker: calls `announce` with the lock's name once the lock is held. Does nothing without Web Locks. */
export function holdLife(announce: (lock: string) => void): void {
  const name = `anneal worker ${crypto.randomUUID()}`;
  void locks()?.request(name, () => {
    announce(name);
    return new Promise(() => {});
  });
}

/** In the page: calls `onDeath` when the holder of the lock is gone. @returns what ends the watch. */
export function watchLife(lock: string, onDeath: () => void): () => void {
  const watch = new AbortController();
  locks()
    ?.request(lock, { signal: watch.signal }, onDeath)
    // Ending the watch rejects the request; that is all it can reject for.
    .catch(() => {});
  return () => watch.abort();
}

/** Absent outside secure contexts and in Node. */
function locks(): LockManager | undefined {
  return typeof navigator === 'undefined' ? undefined : (navigator as Partial<Navigator>).locks;
}
