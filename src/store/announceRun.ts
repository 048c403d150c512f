/** Shows a run that trains in this tab to the others: as it is now, then event by event. */
import type { TrainEvent } from '../protocol/events';
import { seriesOf } from './runSeries';
import { studio } from './studio';
import { hasCompany, tellTabs, thisTab } from './tabChannel';

/** Sends the run as it is, with its curves from the last checkpoint on: others read the rest from storage. */
export function announceRun(runId: string): void {
  const { live, checkpoints } = studio.getState();
  const run = live[runId];
  if (!run || !hasCompany()) return;
  const saved = checkpoints[runId]?.[0]?.step ?? 0;
  tellTabs({ kind: 'state', runId, tab: thisTab, live: run, tail: seriesOf(runId).after(saved) });
}

export function announceEvent(runId: string, event: TrainEvent): void {
  if (hasCompany()) tellTabs({ kind: 'event', runId, event });
}
