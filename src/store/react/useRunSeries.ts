/** The curves of a run for React: reads the stored part once, renders again when new points are to be drawn. */
import { useEffect, useSyncExternalStore } from 'react';
import { notifyFailure } from '../notices';
import { loadHistory, seriesOf } from '../runSeries';
import type { RunSeries } from '../series';

export interface RunSeriesView {
  series: RunSeries;
  /** Changes with the curves: a dependency for what is computed from them. */
  version: number;
}

export function useRunSeries(runId: string): RunSeriesView {
  const series = seriesOf(runId);
  useEffect(() => {
    loadHistory(runId).catch((thrown) => notifyFailure('Could not read the history of the run', thrown));
  }, [runId]);
  const version = useSyncExternalStore(series.subscribe, series.version);
  return { series, version };
}
