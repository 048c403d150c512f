/** Native libraries that write to standard error past Node, kept from it. */
import { closeSync, fstatSync, openSync } from 'node:fs';

const STANDARD_ERROR = 2;

/**
 * Calls with standard error switched off for all of the process: for what happens at once. Node cannot duplicate a
 * descriptor, but Linux opens anew what one stands for, where that is a pipe or a terminal; elsewhere nothing is kept away.
 */
export function quietly<Result>(work: () => Result): Result {
  const kept = reopened();
  if (kept === null) return work();
  try {
    closeSync(STANDARD_ERROR);
    // The lowest that is free.
    openSync('/dev/null', 'a');
    return work();
  } finally {
    closeSync(STANDARD_ERROR);
    openSync(`/proc/self/fd/${kept}`, 'a');
    closeSync(kept);
  }
}

/** Standard error once more; null where a second opening is not the same, as of a file, which would be at its beginning. */
function reopened(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    const stats = fstatSync(STANDARD_ERROR);
    return stats.isFIFO() || stats.isCharacterDevice()
      ? openSync(`/proc/self/fd/${STANDARD_ERROR}`, 'a')
      : null;
  } catch {
    return null;
  }
}
