/** What the last validation of a run had to look at, as it was stored. */
import type { StoredExamples } from '../protocol/records';
import { readExamples } from '../storage/examples';

/** Null where there are none; a storage that cannot be read is told of by whoever reads the run's history. */
export function loadExamples(runId: string): Promise<StoredExamples | null> {
  return readExamples(runId).catch(() => null);
}
