/** The runs table: its columns, and which of its rows are shown. Pure. */
import { type MetricInfo, metricNamed, monitorTitle, parseMonitor } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { metricsNamed } from '../../tasks/recordedMetrics';
import type { Column } from '../../ui/controls/columns';

/** A first click on the heading of a metric asks for its best values. */
export type RunColumn = Column<RunRecord>;

/** A column of best values of one metric; runs that monitor another one have no value there. */
export interface MonitorColumn extends RunColumn {
  /** null where no run says which way is better, or they disagree. */
  better: MetricInfo['better'];
  value(run: RunRecord): number | null;
}

/**
 * One column for each metric that runs monitor, and each unit that it is measured in: a loss is never ordered among
 * accuracies, nor grams among metres.
 */
export function monitorColumns(runs: readonly RunRecord[]): MonitorColumn[] {
  const keys = new Map<string, RunRecord[]>();
  // What a run that has not begun measures is not known yet: it adds no column where its metric has one.
  const begun = runs.filter(({ best, metrics }) => best !== null || metrics.length > 0);
  for (const run of [...begun, ...runs.filter((one) => !begun.includes(one))]) {
    const key = columnKey(run);
    const isKnown = [...keys.values()].some(([first]) => first && monitorOf(first) === monitorOf(run));
    if (begun.includes(run) || !isKnown) keys.set(key, [...(keys.get(key) ?? []), run]);
  }
  return [...keys].map(([key, monitoring]): MonitorColumn => {
    const monitor = monitorOf(monitoring[0]!);
    const { metric } = parseMonitor(monitor);
    const infos = monitoring.flatMap((run) => metricsNamed(run, [metric]));
    const directions = new Set(monitoring.map(betterOf).filter((better) => better !== null));
    const better = directions.size === 1 ? [...directions][0]! : null;
    return {
      key,
      title: `Best ${monitorTitle(monitor, infos)}`,
      numeric: true,
      first: better === 'max' ? 'descending' : 'ascending',
      better,
      value: (run) => (columnKey(run) === key ? finite(run.best?.value) : null),
    };
  });
}

function columnKey(run: RunRecord): string {
  const monitor = monitorOf(run);
  const { metric } = parseMonitor(monitor);
  const { unit } = metricNamed(metricsNamed(run, [metric]), metric);
  return unit === undefined ? `best ${monitor}` : `best ${monitor} ${unit}`;
}

function monitorOf({ best, config }: RunRecord): string {
  return best?.monitor ?? config.checkpoint.monitor;
}

/** As the run was told, else as its task says, which may not know. */
function betterOf(run: RunRecord): MetricInfo['better'] {
  const { mode } = run.config.checkpoint;
  const { metric } = parseMonitor(monitorOf(run));
  return mode === 'auto' ? metricNamed(metricsNamed(run, [metric]), metric).better : mode;
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** All columns in their order, those of the best values in the middle. */
export function runColumns(monitored: readonly MonitorColumn[]): RunColumn[] {
  const words = { numeric: false, first: 'ascending' } as const;
  const numbers = { numeric: true, first: 'ascending' } as const;
  return [
    { key: 'name', title: 'Run', ...words, value: ({ name }) => name },
    { key: 'status', title: 'State', ...words, value: ({ status }) => status },
    { key: 'dataset', title: 'Dataset', ...words, value: ({ dataset }) => dataset.name },
    ...monitored,
    { key: 'epoch', title: 'Epochs', ...numbers, value: ({ epoch }) => epoch },
    { key: 'seconds', title: 'Duration', ...numbers, value: ({ seconds }) => seconds },
    { key: 'createdAt', title: 'Created', ...words, value: ({ createdAt }) => createdAt },
  ];
}

/** Every word must occur in the name, dataset, status, notes or a tag. */
export function filterRuns(runs: readonly RunRecord[], text: string): RunRecord[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    const searched = [run.name, run.dataset.name, run.status, run.notes, ...run.tags]
      .join('\n')
      .toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}
