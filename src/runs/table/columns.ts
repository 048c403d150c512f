/** The columns that a table of runs can have, and those that it has as long as nobody chooses. Pure. */
import type { MetricInfo } from '../../protocol/metrics';
import { titleWithUnit } from '../../protocol/metrics';
import { type CellValue, settingName, settingPrefix, type TableMetric, type TableRun } from './tableRun';

export interface TableColumn {
  /** As choice, order and address name it: `best.dice`, `best.rmse [K]`, `training.seed`. */
  key: string;
  title: string;
  kind: 'field' | 'metric' | 'setting';
  numeric: boolean;
  /** What a first click on its heading asks for; of a metric its best values. */
  first: 'ascending' | 'descending';
  /** null where no run says which way is better, or they disagree. */
  better: MetricInfo['better'];
  value(run: TableRun): CellValue;
}

type FieldColumn = Pick<TableColumn, 'key' | 'title' | 'numeric' | 'value'>;

const word = (key: string, title: string, value: TableColumn['value']): FieldColumn => {
  return { key, title, numeric: false, value };
};
const amount = (key: string, title: string, value: TableColumn['value']): FieldColumn => {
  return { key, title, numeric: true, value };
};

/** In the order in which they are offered. */
const fieldColumns: readonly TableColumn[] = [
  word('name', 'Run', ({ name }) => name),
  word('state', 'State', ({ status }) => status),
  word('dataset', 'Dataset', ({ dataset }) => dataset),
  amount('epochs', 'Epochs', ({ epoch }) => epoch),
  amount('duration', 'Duration', ({ seconds }) => seconds),
  word('created', 'Created', ({ createdAt }) => createdAt),
  word('tag', 'Tags', ({ tags }) => tags.join(', ') || null),
  word('notes', 'Notes', ({ notes }) => notes || null),
  amount('steps', 'Steps', ({ step }) => step),
  amount('parameters', 'Parameters', ({ parameters }) => parameters),
  word('backend', 'Backend', ({ backend }) => backend),
  word('kind', 'From', ({ kind }) => (kind === 'own' ? 'this studio' : 'another program')),
].map((column) => ({ ...column, kind: 'field', first: 'ascending', better: null }));

/** The name of a run is the head of its row, so this one is always there, and first. */
export const nameKey = 'name';

/**
 * One column for each metric and each unit that it is measured in: a loss is never ordered among accuracies, nor grams
 * among metres.
 */
export function metricColumns(runs: readonly TableRun[]): TableColumn[] {
  const found = new Map<string, { name: string; unit: string | undefined; metrics: TableMetric[] }>();
  const expected: [string, TableMetric][] = [];
  const take = (name: string, metric: TableMetric) => {
    const key = metricKey(name, metric);
    const column = found.get(key) ?? { name, unit: metric.unit, metrics: [] };
    column.metrics.push(metric);
    found.set(key, column);
  };
  for (const { metrics } of runs) {
    for (const [name, metric] of metrics) {
      if (metric.expected) expected.push([name, metric]);
      else take(name, metric);
    }
  }
  // What a run that has not begun measures is not known yet: it adds no column where its metric has one.
  const named = new Set([...found.values()].map(({ name }) => name));
  for (const [name, metric] of expected) if (!named.has(name)) take(name, metric);
  return [...found].map(([key, { name, unit, metrics }]): TableColumn => {
    const directions = new Set(metrics.map(({ better }) => better).filter((better) => better !== null));
    const better = directions.size === 1 ? [...directions][0]! : null;
    return {
      key,
      title: titleWithUnit({ title: titleOf(name, metrics), ...(unit !== undefined && { unit }) }),
      kind: 'metric',
      numeric: true,
      first: better === 'max' ? 'descending' : 'ascending',
      better,
      value: (run) => {
        const metric = run.metrics.get(name);
        return metric && metric.unit === unit ? metric.value : null;
      },
    };
  });
}

const metricKey = (name: string, { unit }: TableMetric) => (unit === undefined ? name : `${name} [${unit}]`);

/** As a run calls it that knows its metrics, rather than by its bare name. */
function titleOf(name: string, metrics: readonly TableMetric[]): string {
  const bare = name.slice(name.indexOf('.') + 1);
  return (metrics.find(({ title }) => !title.endsWith(` ${bare}`)) ?? metrics[0]!).title;
}

function settingColumn(key: string, runs: readonly TableRun[]): TableColumn | null {
  const value = (run: TableRun) => {
    const own = run.settings.get(key);
    if (own !== undefined || !key.startsWith(settingPrefix)) return own;
    return run.settings.get(key.slice(settingPrefix.length));
  };
  const found = runs.map(value).filter((one) => one !== undefined);
  if (found.length === 0) return null;
  const given = found.filter((one) => one !== null);
  return {
    key,
    title: key,
    kind: 'setting',
    numeric: given.length > 0 && given.every((one) => typeof one === 'number'),
    first: 'ascending',
    better: null,
    value: (run) => value(run) ?? null,
  };
}

/** What is shown as long as nobody chooses: with the best value of whatever runs monitor. */
export function defaultColumnKeys(metrics: readonly TableColumn[]): string[] {
  const best = metrics.filter(({ key }) => key.startsWith('best.')).map(({ key }) => key);
  return [nameKey, 'state', 'dataset', ...best, 'epochs', 'duration', 'created'];
}

/** The columns of these keys, the name first; null for those shown as long as nobody chooses. Unknown keys are left out. */
export function tableColumns(keys: readonly string[] | null, runs: readonly TableRun[]): TableColumn[] {
  const metrics = metricColumns(runs);
  const known = new Map([...fieldColumns, ...metrics].map((column) => [column.key, column]));
  const wanted = new Set([nameKey, ...(keys ?? defaultColumnKeys(metrics))]);
  return [...wanted].flatMap((key) => known.get(key) ?? settingColumn(key, runs) ?? []);
}

/** Every column that there is something to show in. */
export function offeredColumns(runs: readonly TableRun[]): TableColumn[] {
  const metrics = metricColumns(runs);
  const names = new Set(metrics.map(({ key }) => key));
  const paths = new Set<string>();
  for (const { settings } of runs) for (const path of settings.keys()) paths.add(path);
  const settings = [...paths].flatMap((path) => settingColumn(settingName(path, names), runs) ?? []);
  return [...fieldColumns, ...metrics, ...settings];
}

/** What runs are put together by: fields of few values, then every setting, first those in which the runs differ. */
export function groupColumns(runs: readonly TableRun[]): TableColumn[] {
  const grouping = ['dataset', 'tag', 'state', 'backend', 'kind'];
  const offered = offeredColumns(runs);
  const settings = offered.filter(({ kind }) => kind === 'setting');
  const differing = settings.filter(({ value }) => {
    const first = runs[0] && value(runs[0]);
    return runs.some((run) => value(run) !== first);
  });
  return [
    ...offered.filter(({ key }) => grouping.includes(key)),
    ...differing,
    ...settings.filter((column) => !differing.includes(column)),
  ];
}
