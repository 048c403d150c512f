/** What a stored run measures. */
import { type MetricInfo, type MetricsOfRows, plainMetrics } from '../protocol/metrics';
import type { RunRecord } from '../protocol/records';
import { describedTask, isTask } from './runConfig';

type Recorded = Pick<RunRecord, 'metrics' | 'config'>;

/** As the run's record has them; of a run of before, what its task knows of those of these names. */
export function metricsNamed({ metrics, config }: Recorded, names: readonly string[]): readonly MetricInfo[] {
  if (!isTask(config.task)) return metrics;
  const { metricInfos, recordedInfos } = describedTask(config.task);
  const infos = metrics.length > 0 ? metrics : metricInfos(config, names);
  return recordedInfos?.(config, infos) ?? infos;
}

/** All that a run measures; those that a run of before has in its history, and its task does not know, by name alone. */
export function metricsOfRun(run: Recorded, rows: readonly MetricsOfRows[]): readonly MetricInfo[] {
  if (run.metrics.length > 0) return metricsNamed(run, []);
  const plain = plainMetrics(rows);
  const known = metricsNamed(
    run,
    plain.map(({ name }) => name),
  );
  return [...known, ...plain.filter(({ name }) => !known.some((info) => info.name === name))];
}
