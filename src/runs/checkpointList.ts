/** The list of a run's checkpoints, kept up to date by the events of its commits, so that nobody reads it anew. Pure. */
import type { CheckpointEvent } from '../protocol/events';
import type { ListedCheckpoint } from '../protocol/records';

/** @param list newest first, as storage lists it; so is what is returned. */
export function withCheckpoint(
  list: readonly ListedCheckpoint[],
  runId: string,
  { type: _, replaces, kindsOf = {}, ...summary }: CheckpointEvent,
): ListedCheckpoint[] {
  const gone = new Set([...replaces, summary.id]);
  const kept = list
    .filter(({ id }) => !gone.has(id))
    .map((checkpoint) => {
      const kinds = kindsOf[checkpoint.id];
      // The same object where nothing changes, so that its row need not render again.
      return kinds ? { ...checkpoint, kinds } : checkpoint;
    });
  // Of the same step, the one that came later.
  const place = kept.findIndex(({ step }) => step <= summary.step);
  return kept.toSpliced(place < 0 ? kept.length : place, 0, { ...summary, runId });
}
