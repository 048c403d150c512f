/** Which curves belong to which run: one `RunSeries` a run for as long as the page lives, begun from its stored history. */
import { readHistory } from '../storage/history';
import { createRunSeries, type History, type RunSeries } from './series';

const series = new Map<string, RunSeries>();
const loading = new Map<string, Promise<string[]>>();

/** The curves of a run, empty until something arrives or `loadHistory` has put the stored part in front. */
export function seriesOf(runId: string): RunSeries {
  let found = series.get(runId);
  if (!found) {
    found = createRunSeries();
    series.set(runId, found);
  }
  return found;
}

/**
 * Reads the stored history of a run once; safe to call while it trains. Rejects with `storage-failed`.
 * @returns the stored lines of its log.
 */
export function loadHistory(runId: string): Promise<string[]> {
  let promise = loading.get(runId);
  if (!promise) {
    promise = readHistory(runId).then((history) => {
      seriesOf(runId).prepend(history);
      return history.log;
    });
    loading.set(runId, promise);
    // A failed read can be tried again; whoever waits for it hears of the failure.
    promise.catch(() => loading.delete(runId));
  }
  return promise;
}

/** Reads the history again if it was read before: another tab has trained the run since. Rejects as `loadHistory`. */
export async function reloadHistory(runId: string): Promise<void> {
  if (!loading.delete(runId)) return;
  seriesOf(runId).truncateAfter(0);
  await loadHistory(runId);
}

/** Begins anew with what another tab has trained since its last checkpoint; the stored part is put in front as it is read. */
export function followSeries(runId: string, tail: History): void {
  const own = seriesOf(runId);
  own.truncateAfter(0);
  own.append(tail.steps);
  for (const row of tail.epochs) own.appendEpoch(row);
  // Where it was read before it is shown somewhere.
  if (loading.delete(runId)) void loadHistory(runId).catch(() => undefined);
}

/** Releases the memory of a deleted run. */
export function forgetSeries(runId: string): void {
  series.delete(runId);
  loading.delete(runId);
}
