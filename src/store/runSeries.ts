/** Which curves belong to which run: one `RunSeries` a run for as long as the page lives. */
import { createRunSeries, type RunSeries } from './series';

const series = new Map<string, RunSeries>();

/** The curves of a run, empty until something arrives or its stored history is prepended. */
export function seriesOf(runId: string): RunSeries {
  let found = series.get(runId);
  if (!found) {
    found = createRunSeries();
    series.set(runId, found);
  }
  return found;
}

/** Releases the memory of a deleted run. */
export function forgetSeries(runId: string): void {
  series.delete(runId);
}
