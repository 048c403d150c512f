/**
 * Calls to subscribers, gathered: at most one every `interval` milliseconds, on an animation frame.
 * A hidden tab gets no animation frames; its charts then wait until they can be seen, while the data go on arriving.
 */

/** Runs a task later, at a moment that suits the screen. */
export type Schedule = (task: () => void) => void;

/** The page's own: after `interval`, on the next animation frame; on the timer alone where there are no frames (Node). */
export function onFrame(interval: number): Schedule {
  return (task) => {
    setTimeout(() => {
      if (typeof requestAnimationFrame === 'function') requestAnimationFrame(task);
      else task();
    }, interval);
  };
}

export interface Announcer {
  subscribe(listener: () => void): () => void;
  /**
   * Counts up with every announcement, not with every change: a view that renders for another reason in between sees
   * the version it has drawn already, and does not draw again.
   */
  version(): number;
  changed(): void;
}

/** @param schedule decides when subscribers hear of changes; several changes until then are one call. */
export function createAnnouncer(schedule: Schedule): Announcer {
  const listeners = new Set<() => void>();
  let version = 0;
  let waiting = false;
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
    changed() {
      if (listeners.size === 0) version++;
      if (waiting || listeners.size === 0) return;
      waiting = true;
      schedule(() => {
        waiting = false;
        version++;
        for (const listener of listeners) listener();
      });
    },
  };
}
