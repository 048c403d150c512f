/** Waiting in tests. */
import { vi } from 'vitest';

/** Tries again until the check holds, or throws its last failure: half a minute, for a busy machine may sleep for seconds. */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, 30_000);
}
