/** What a stored run measures. */
import { type MetricInfo, type MetricsOfRows, plainMetrics } from '../protocol/metrics';
import type { RunRecord } from '../protocol/records';
import { describedTask, isTask } from './runConfig';

/** As the run's record has it; of a run of before, as much as its task knows of the names in its history. */
export function metricsOfRun(
  { metrics, config }: Pick<RunRecord, 'metrics' | 'config'>,
  rows: readonly MetricsOfRows[],
): readonly MetricInfo[] {
  if (metrics.length > 0) return metrics;
  const plain = plainMetrics(rows);
  const names = plain.map(({ name }) => name);
  const known = isTask(config.task) ? describedTask(config.task).metricInfos(config, names) : [];
  return [...known, ...plain.filter(({ name }) => !known.some((info) => info.name === name))];
}
