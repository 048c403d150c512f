/** What a run measures, which epoch is best, and when patience is over. */
import type { CheckpointConfig, TrainingConfig } from '../../protocol/config';
import { AnnealError } from '../../protocol/errors';
import type { Metrics } from '../../protocol/events';
import { type MetricInfo, parseMonitor } from '../../protocol/metrics';
import { regularizerMetrics } from '../../protocol/regularizerConfig';
import type { Workload } from '../workload';

export interface Monitor {
  /** As in the config: `loss`, `validation.r2`, `train.loss`; where there is no validation, with `train.` before it. */
  name: string;
  direction: 'min' | 'max';
  /** The monitored value; plain names mean validation, or training where there is no validation. */
  value(train: Metrics, validation: Metrics | null): number;
  /** Whether `value` beats `best` by more than `delta`. */
  improves(value: number, best: number | null, delta: number): boolean;
}

/** What a run measures: what its workload does, and its regularizers. */
export function metricInfosOf(
  { metricInfos }: Pick<Workload, 'metricInfos'>,
  { regularizers }: TrainingConfig,
): MetricInfo[] {
  return [...metricInfos, ...regularizerMetrics(regularizers)];
}

/** @throws config-invalid when there is no such metric, or it cannot be said which epoch it calls best. */
export function createMonitor(
  { monitor, mode }: Pick<CheckpointConfig, 'monitor' | 'mode'>,
  { metricInfos, splits }: Pick<Workload, 'metricInfos' | 'splits'>,
): Monitor {
  const { metric, split } = parseMonitor(monitor);
  const refuse = (message: string, remedy: string) =>
    new AnnealError('config-invalid', message, { place: 'checkpoint.monitor', received: monitor, remedy });
  const info = metricInfos.find(({ name }) => name === metric);
  const usual = metricInfos.filter(({ better }) => better !== null).map(({ name }) => name);
  if (!info) {
    throw refuse(
      `There is no metric "${metric}".`,
      `Use one of ${usual.join(', ')}, alone or after "train." or "validation.".`,
    );
  }
  const validates = splits.validation.length > 0;
  if (split === 'validation' && !validates) {
    throw refuse(
      'There are no validation rows to monitor.',
      'Set dataset.validationFraction, or monitor a training metric.',
    );
  }
  const wanted = split ?? (validates && info.of !== 'train' ? 'validation' : 'train');
  if (info.of !== 'both' && info.of !== wanted) {
    throw refuse(
      `"${metric}" is measured on ${info.of === 'train' ? 'training' : info.of} rows only.`,
      info.of === 'train'
        ? `Monitor train.${metric}, or another metric.`
        : 'Monitor it on validation rows, of which there must be some, or monitor another metric.',
    );
  }
  const direction = mode === 'auto' ? info.better : mode;
  if (direction === null) {
    throw refuse(
      `Neither large nor small values of "${metric}" are the better ones.`,
      `Set checkpoint.mode to min or max, or monitor one of ${usual.join(', ')}.`,
    );
  }
  const sign = direction === 'min' ? 1 : -1;
  return {
    name: wanted === 'train' ? `train.${metric}` : monitor,
    direction,
    value: (train, validation) => (wanted === 'train' ? train : (validation ?? train))[metric] ?? Number.NaN,
    improves: (value, best, delta) =>
      Number.isFinite(value) && (best === null || sign * (best - value) > delta),
  };
}
