/** Which epoch is best, and when patience is over. */
import type { CheckpointConfig } from '../../protocol/config';
import { AnnealError } from '../../protocol/errors';
import type { Metrics } from '../../protocol/events';
import type { Workload } from '../workload';

export interface Monitor {
  /** As in the config: `loss`, `validation.r2`, `train.loss`. */
  name: string;
  direction: 'min' | 'max';
  /** The monitored value; plain names mean validation, or training where there is no validation. */
  value(train: Metrics, validation: Metrics | null): number;
  /** Whether `value` beats `best` by more than `delta`. */
  improves(value: number, best: number | null, delta: number): boolean;
}

/** @throws config-invalid when there is no such metric. */
export function createMonitor(
  { monitor, mode }: Pick<CheckpointConfig, 'monitor' | 'mode'>,
  workload: Pick<Workload, 'metricNames' | 'direction' | 'splits'>,
): Monitor {
  const parts = /^(?:(train|validation)\.)?(.+)$/.exec(monitor);
  const [, split, metric = monitor] = parts ?? [];
  if (!workload.metricNames.includes(metric)) {
    throw new AnnealError('config-invalid', `There is no metric "${metric}".`, {
      place: 'checkpoint.monitor',
      received: monitor,
      remedy: `Use one of ${workload.metricNames.join(', ')}, alone or after "train." or "validation.".`,
    });
  }
  if (split === 'validation' && workload.splits.validation.length === 0) {
    throw new AnnealError('config-invalid', 'There are no validation rows to monitor.', {
      place: 'checkpoint.monitor',
      received: monitor,
      remedy: 'Set dataset.validationFraction, or monitor a training metric.',
    });
  }
  const direction = mode === 'auto' ? workload.direction(metric) : mode;
  const sign = direction === 'min' ? 1 : -1;
  return {
    name: monitor,
    direction,
    value: (train, validation) => (split === 'train' ? train : (validation ?? train))[metric] ?? Number.NaN,
    improves: (value, best, delta) =>
      Number.isFinite(value) && (best === null || sign * (best - value) > delta),
  };
}
