/** The x that the pointer is at, for one chart or for several with the same axis; outside React, since it changes with every move. */

export interface Pointed {
  get(): number | null;
  set(x: number | null): void;
  subscribe(listener: () => void): () => void;
}

export function createPointed(): Pointed {
  const listeners = new Set<() => void>();
  let at: number | null = null;
  return {
    get: () => at,
    set(x) {
      if (x === at) return;
      at = x;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
