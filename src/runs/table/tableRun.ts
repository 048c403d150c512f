/** A run as a row of the table shows it, whoever trained it: filter, order, groups and columns know nothing else. Pure. */
import type { EpochRow, Metrics } from '../../protocol/events';
import type { Json } from '../../protocol/json';
import { type MetricInfo, metricNamed, monitorTitle, parseMonitor } from '../../protocol/metrics';
import type { RunRecord, RunStatus } from '../../protocol/records';
import { metricsNamed } from '../../tasks/recordedMetrics';
import { settingLeaves } from '../settings';

/** null where there is none. */
export type CellValue = string | number | boolean | null;

export interface TableMetric {
  /** Finite; null where it is not known yet, or not a number. */
  value: number | null;
  /** As people read it, without its unit: `Best Dice`, `Test R²`. */
  title: string;
  unit: string | undefined;
  /** null where neither larger nor smaller values are the better ones, or nobody knows. */
  better: MetricInfo['better'];
  /** Of a run that has not begun, so that what it will measure is a guess. */
  expected?: true;
}

export interface TableRun {
  id: string;
  /** `foreign` was trained by another program: it can be looked at, not continued. */
  kind: 'own' | 'foreign';
  name: string;
  status: RunStatus;
  dataset: string;
  /** Index into the series palette. */
  colour: number;
  tags: readonly string[];
  notes: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** Of training, over all sessions. */
  seconds: number | null;
  epoch: number | null;
  totalEpochs: number | null;
  step: number | null;
  parameters: number | null;
  backend: string | null;
  pinned: boolean;
  archived: boolean;
  /** Leaves of the configuration by dotted path; lists as JSON. A map, since a name may be `__proto__`. */
  settings: ReadonlyMap<string, CellValue>;
  /** By `best.dice`, `test.r2`, `last.loss`. */
  metrics: ReadonlyMap<string, TableMetric>;
}

/** What a run does right now; its record is a checkpoint behind. */
export interface RunNow {
  status: RunStatus;
  /** The last epoch of this session. */
  last: Pick<EpochRow, 'train' | 'validation'> | null;
}

export function tableRun(run: RunRecord, now?: RunNow): TableRun {
  let settings: Map<string, CellValue> | null = null;
  return {
    id: run.id,
    kind: run.foreign ? 'foreign' : 'own',
    name: run.name,
    status: now?.status ?? run.status,
    dataset: run.dataset.name,
    colour: run.colour,
    tags: run.tags,
    notes: run.notes,
    createdAt: run.createdAt,
    // A log without times says nothing of it.
    seconds: run.foreign && run.seconds === 0 ? null : run.seconds,
    epoch: tellsEpochs(run) ? run.epoch : null,
    totalEpochs: tellsEpochs(run) ? run.totalEpochs : null,
    step: run.step,
    parameters: run.parameterCount,
    backend: run.backend?.name ?? null,
    pinned: run.pinned ?? false,
    archived: run.archived ?? false,
    // Of thousands of runs it takes a while, and is asked for by filters and columns of settings alone.
    get settings() {
      settings ??= cellsOf(run.foreign ? run.foreign.settings : settingLeaves(run.config));
      return settings;
    },
    metrics: metricsOf(run, now?.last ?? null),
  };
}

/** The log of another program may count steps alone. */
export function tellsEpochs({ foreign, totalEpochs }: RunRecord): boolean {
  return !foreign || totalEpochs > 0;
}

/** Lists and what has names of its own as JSON. */
function cellsOf(settings: Iterable<[string, Json]>): Map<string, CellValue> {
  return new Map(
    Array.from(settings, ([path, value]) => [
      path,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
    ]),
  );
}

function metricsOf(run: RunRecord, last: RunNow['last']): Map<string, TableMetric> {
  const metrics = new Map<string, TableMetric>();
  const monitor = run.best?.monitor ?? run.config.checkpoint.monitor;
  const { metric } = parseMonitor(monitor);
  const named = [
    metric,
    ...Object.keys(run.test ?? {}),
    ...Object.keys(last?.validation ?? last?.train ?? {}),
  ];
  const infos = metricsNamed(run, named);
  const info = metricNamed(infos, metric);
  const { mode } = run.config.checkpoint;
  const begun = run.best !== null || run.metrics.length > 0;
  if (!run.foreign || run.best)
    metrics.set(`best.${monitor}`, {
      value: finite(run.best?.value),
      title: `Best ${monitorTitle(monitor, [{ ...info, unit: undefined }])}`,
      unit: info.unit,
      better: mode === 'auto' ? info.better : mode,
      ...(begun ? {} : { expected: true }),
    });
  const add = (prefix: string, word: string, values: Metrics) => {
    for (const [name, value] of Object.entries(values)) {
      const { title, unit, better } = metricNamed(infos, name);
      metrics.set(`${prefix}.${name}`, { value: finite(value), title: `${word} ${title}`, unit, better });
    }
  };
  if (run.test) add('test', 'Test', run.test);
  if (last) add('last', 'Last', last.validation ?? last.train);
  if (run.foreign) add('last', 'Last', run.foreign.last);
  return metrics;
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** What every run has, by the name that filters, columns and groups know it by. */
const fields: ReadonlyMap<string, (run: TableRun) => CellValue | readonly string[]> = new Map(
  Object.entries({
    name: (run: TableRun) => run.name,
    state: (run: TableRun) => run.status,
    dataset: (run: TableRun) => run.dataset,
    tag: (run: TableRun) => run.tags,
    notes: (run: TableRun) => run.notes || null,
    created: (run: TableRun) => localTime(run.createdAt),
    duration: (run: TableRun) => run.seconds,
    epochs: (run: TableRun) => run.epoch,
    steps: (run: TableRun) => run.step,
    parameters: (run: TableRun) => run.parameters,
    backend: (run: TableRun) => run.backend,
    kind: (run: TableRun) => run.kind,
    pinned: (run: TableRun) => run.pinned,
    archived: (run: TableRun) => run.archived,
    id: (run: TableRun) => run.id,
  }),
);

export const fieldNames: readonly string[] = [...fields.keys()];

/** Other words for fields. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['status', 'state'],
  ['tags', 'tag'],
  ['note', 'notes'],
]);

/** In front of a setting whose path is the name of a field or a metric as well. */
export const settingPrefix = 'config.';

/**
 * The value of a run by a name: a field, a metric, or the dotted path of a setting, in this order; the path of a setting
 * may have `config.` in front. A tag gives a list. undefined where the run has nothing of that name.
 */
export function valueNamed(run: TableRun, name: string): CellValue | readonly string[] | undefined {
  const field = fields.get(aliases.get(name) ?? name);
  if (field) return field(run);
  const metric = run.metrics.get(name);
  if (metric) return metric.value;
  const setting = run.settings.get(name);
  if (setting !== undefined || !name.startsWith(settingPrefix)) return setting;
  return run.settings.get(name.slice(settingPrefix.length));
}

/** How a setting is named where fields and metrics stand beside it. */
export function settingName(path: string, metrics: ReadonlySet<string>): string {
  return fields.has(path) || aliases.has(path) || metrics.has(path) ? `${settingPrefix}${path}` : path;
}

/** `2026-01-31T13:00:00` on the reader's clock; as it was where it is no time. */
function localTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** Everything that can be named in any of the runs: fields, metrics, then settings in their order. */
export function namesOf(runs: readonly TableRun[]): string[] {
  const metrics = new Set(runs.flatMap((run) => [...run.metrics.keys()]));
  const paths = new Set<string>();
  for (const { settings } of runs) for (const path of settings.keys()) paths.add(path);
  return [...fieldNames, ...metrics, ...[...paths].map((path) => settingName(path, metrics))];
}
