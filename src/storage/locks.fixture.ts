/** A stand-in for the browser's lock manager in Node, which has none: exclusive locks with `ifAvailable` only. */

export function standInLocks() {
  const held = new Set<string>();
  return {
    async request<Result>(name: string, ...rest: unknown[]): Promise<Result> {
      const work = rest.at(-1) as (lock: { name: string } | null) => Promise<Result>;
      if (held.has(name)) return work(null);
      held.add(name);
      try {
        return await work({ name });
      } finally {
        held.delete(name);
      }
    },
    query: async () => ({ held: [...held].map((name) => ({ name })), pending: [] }),
  };
}
