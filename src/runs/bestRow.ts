/** The best epoch of a run in its history. */
import type { EpochRow } from '../protocol/events';
import type { RunRecord } from '../protocol/records';

/** null where no epoch was the best yet, or where the history does not hold it. */
export function bestRow<Row extends Pick<EpochRow, 'epoch' | 'step'>>({
  run,
  epochs,
}: {
  run: Pick<RunRecord, 'best'>;
  epochs: readonly Row[];
}): Row | null {
  return epochs.findLast(({ epoch, step }) => epoch === run.best?.epoch && step === run.best.step) ?? null;
}
