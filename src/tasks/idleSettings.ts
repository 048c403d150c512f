/** Settings that do nothing for what a configuration chooses: its task's, and those that every task has. */
import { valueAt } from '../config/jsonPath';
import type { DescribedDataset } from '../protocol/datasets';
import type { JsonObject } from '../protocol/json';
import { describedTask } from './runConfig';

/** @returns dotted places of settings and of sections. */
export function idleSettings(task: string, config: JsonObject, dataset: DescribedDataset): readonly string[] {
  const stopsEarly = valueAt(config, 'training.earlyStopping') === true;
  const skips = valueAt(config, 'training.nonFinite') === 'skip';
  return [
    ...(stopsEarly ? [] : ['training.patience', 'training.minDelta']),
    ...(skips ? [] : ['training.maxSkippedInARow']),
    ...(describedTask(task).idleSettings?.(config, dataset) ?? []),
  ];
}
