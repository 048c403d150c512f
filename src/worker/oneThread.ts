/** Training workers that must not start threads know it by their name; the reason goes into the run's log. */
export const oneThreadNames = {
  /** Its predecessor did not survive starting them. */
  failed: 'anneal-train-one-thread',
  beside: 'anneal-train-beside-others',
} as const;

const reasons: Record<string, string> = {
  [oneThreadNames.failed]: 'The threads of WASM did not start in this browser, so it computes on one.',
  [oneThreadNames.beside]: 'Another run trained beside it as it began, so it computes on one thread.',
};

/** Why a worker of this name computes on one thread; null for one that may start several. */
export const oneThreadReason = (name: string | undefined): string | null => reasons[name ?? ''] ?? null;
