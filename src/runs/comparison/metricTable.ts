/** Runs by rows, metrics by columns: which value stands for a run, which is the best of a column, and seeds together. Pure. */
import type { EpochRow } from '../../protocol/events';
import { definedValue, type MetricInfo } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { metricsOfRun } from '../../tasks/recordedMetrics';
import { groupName, type SeedGroup } from './seeds';
import { meanAndSpread } from './welch';

export const statistics = ['best', 'atBest', 'last', 'test'] as const;
/** What of a metric's course stands for a run: its best value, that of the best epoch or the last, or that on test rows. */
export type Statistic = (typeof statistics)[number];

export interface MetricColumn {
  /** Name and unit: the same metric in another unit is another one. */
  key: string;
  metric: MetricInfo;
}

/** A run with its epochs, and what it measures by the key of its columns. */
export interface RecordedRun {
  run: RunRecord;
  epochs: readonly EpochRow[];
  infos: ReadonlyMap<string, MetricInfo>;
}

/** Looks up what a run measures once, however many of its values are asked for. */
export function recordedRun(run: RunRecord, epochs: readonly EpochRow[]): RecordedRun {
  const infos = metricsOfRun(run, epochs.slice(0, 1));
  return { run, epochs, infos: new Map(infos.map((info) => [metricKey(info), info])) };
}

export const metricKey = ({ name, unit }: Pick<MetricInfo, 'name' | 'unit'>): string =>
  unit === undefined ? name : `${name} ${unit}`;

/** What any of the runs measures, the loss first. */
export function metricColumns(recorded: readonly RecordedRun[]): MetricColumn[] {
  const columns = new Map<string, MetricColumn>();
  for (const { infos } of recorded) {
    for (const [key, metric] of infos) {
      const known = columns.get(key);
      if (!known) columns.set(key, { key, metric });
      // Runs that disagree on which way is better leave it open.
      else if (known.metric.better !== metric.better) {
        columns.set(key, { key, metric: { ...known.metric, better: null } });
      }
    }
  }
  const isLoss = ({ metric }: MetricColumn) => Number(metric.name === 'loss');
  return [...columns.values()].sort((a, b) => isLoss(b) - isLoss(a));
}

/**
 * The value that stands for a run; null where it has none, or measures it in another unit.
 * Of validation, or of training where the metric is measured there alone or the run has no validation rows.
 */
export function statisticOf(
  { run, epochs, infos }: RecordedRun,
  { key, metric }: MetricColumn,
  statistic: Statistic,
): number | null {
  const own = infos.get(key);
  if (!own) return null;
  const { name } = own;
  const known = (value: number | null | undefined) => {
    const found = definedValue(own, value);
    return found === null || Number.isNaN(found) ? null : found;
  };
  if (statistic === 'test') return known(run.test?.[name]);
  const at = (row: EpochRow | undefined) =>
    known(row && (own.of === 'train' ? row.train : (row.validation ?? row.train))[name]);
  if (statistic === 'last') return at(epochs.at(-1));
  if (statistic === 'atBest') return at(epochs.find(({ epoch }) => epoch === run.best?.epoch));
  if (metric.better === null) return null;
  let best: number | null = null;
  for (const row of epochs) {
    const value = at(row);
    if (value === null) continue;
    if (best === null || (metric.better === 'min' ? value < best : value > best)) best = value;
  }
  return best;
}

export interface TableCell {
  /** Mean over the seeds that have a value; null without any. */
  value: number | null;
  /** Of a sample; null of a single value. */
  deviation: number | null;
  /** Single values, one a run that has one. */
  values: number[];
}

export interface TableRow {
  key: string;
  name: string;
  colour: number;
  runs: RunRecord[];
  /** In the order of the columns. */
  cells: TableCell[];
}

/** @param recorded the runs of the groups, by id. */
export function metricTable(
  groups: readonly SeedGroup[],
  columns: readonly MetricColumn[],
  statistic: Statistic,
  recorded: ReadonlyMap<string, RecordedRun>,
): TableRow[] {
  return groups.map((group) => ({
    key: group.runs.map(({ id }) => id).join(' '),
    name: groupName(group),
    colour: group.runs[0]!.colour,
    runs: group.runs,
    cells: columns.map((column) => {
      const values = group.runs.flatMap(({ id }) => statisticOf(recorded.get(id)!, column, statistic) ?? []);
      const found = meanAndSpread(values);
      return { value: found?.mean ?? null, deviation: found?.deviation ?? null, values };
    }),
  }));
}

/**
 * Of a column the rows that hold its best value: none where no value is better than another, or there is but one;
 * several where they tie.
 */
export function bestOfColumn(
  values: readonly (number | null)[],
  better: MetricInfo['better'],
): ReadonlySet<number> {
  const known = values.filter((value) => value !== null);
  if (better === null || known.length < 2) return new Set();
  const best = known.reduce((held, value) =>
    better === 'min' ? Math.min(held, value) : Math.max(held, value),
  );
  return new Set(values.flatMap((value, row) => (value === best ? [row] : [])));
}
