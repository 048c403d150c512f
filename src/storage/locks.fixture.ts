/** A stand-in for the browser's lock manager in Node, which has none: exclusive locks, first come, first served. */

type Work<Result> = (lock: { name: string } | null) => Promise<Result>;

export function standInLocks() {
  const held = new Map<string, Promise<void>>();
  return {
    async request<Result>(
      name: string,
      ...rest: [Work<Result>] | [LockOptions, Work<Result>]
    ): Promise<Result> {
      const work = rest.at(-1) as Work<Result>;
      const { ifAvailable = false, signal } = rest.length === 2 ? rest[0] : {};
      if (ifAvailable && held.has(name)) return work(null);
      while (held.has(name)) {
        await new Promise<void>((resolve, reject) => {
          void held.get(name)?.then(resolve);
          signal?.addEventListener('abort', () => reject(signal.reason));
        });
      }
      let release = () => {};
      held.set(name, new Promise((resolve) => (release = resolve)));
      try {
        return await work({ name });
      } finally {
        held.delete(name);
        release();
      }
    },
    query: async () => ({ held: [...held.keys()].map((name) => ({ name })), pending: [] }),
  };
}
