/** A stand-in for the browser's lock manager in Node, which has none. A name is either shared or exclusive, never both. */

type Work<Result> = (lock: { name: string } | null) => Promise<Result>;

export function standInLocks() {
  const held = new Map<string, Promise<void>>();
  return {
    async request<Result>(
      name: string,
      ...rest: [Work<Result>] | [LockOptions, Work<Result>]
    ): Promise<Result> {
      const work = rest.at(-1) as Work<Result>;
      const {
        ifAvailable = false,
        steal = false,
        mode = 'exclusive',
        signal,
      } = rest.length === 2 ? rest[0] : {};
      if (ifAvailable && held.has(name)) return work(null);
      while (held.has(name) && !steal && mode === 'exclusive') {
        await new Promise<void>((resolve, reject) => {
          void held.get(name)?.then(resolve);
          signal?.addEventListener('abort', () => reject(signal.reason));
        });
      }
      let release = () => {};
      const own = new Promise<void>((resolve) => (release = resolve));
      held.set(name, own);
      try {
        return await work({ name });
      } finally {
        if (held.get(name) === own) held.delete(name);
        release();
      }
    },
    query: async () => ({ held: [...held.keys()].map((name) => ({ name })), pending: [] }),
  };
}
