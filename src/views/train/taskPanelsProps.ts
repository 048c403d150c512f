/** What the panels of a task are given while a run of it trains. */
import type { PicturesEvent } from '../../protocol/events';
import type { RunRecord } from '../../protocol/records';

export interface TaskPanelsProps {
  run: RunRecord;
  /** Of the last validation in this tab; null before, and for tasks without pictures. */
  pictures: PicturesEvent | null;
  metricNames: readonly string[];
  training: boolean;
}
