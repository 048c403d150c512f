/** The statistics table of an epoch, Metric | Train | Valid | Difference: its numbers, and as text. */
import type { EpochRow } from '../protocol/events';
import { definedValue, lossWeightsGroup, type MetricInfo } from '../protocol/metrics';

export interface StatisticsRow {
  metric: MetricInfo;
  /** null where it is not measured, and where the measurement is not defined. */
  train: number | null;
  valid: number | null;
  /** valid − train; null where one of them is. */
  difference: number | null;
}

export interface StatisticsTable {
  title: string;
  rows: StatisticsRow[];
}

/** The metrics that the table lists. Weights of the loss are settings that move, not results, and have a chart. */
export function tabulated(metrics: readonly MetricInfo[]): MetricInfo[] {
  return metrics.filter(({ group }) => group !== lossWeightsGroup);
}

/** @param metrics the rows, in order; those that the epoch does not have are left out. */
export function statisticsTable(
  { epoch, train, validation }: Pick<EpochRow, 'epoch' | 'train' | 'validation'>,
  metrics: readonly MetricInfo[],
): StatisticsTable {
  const rows = tabulated(metrics).flatMap((metric): StatisticsRow[] => {
    const { name } = metric;
    if (train[name] === undefined && validation?.[name] === undefined) return [];
    const [left, valid] = [definedValue(metric, train[name]), definedValue(metric, validation?.[name])];
    const difference = left === null || valid === null ? null : valid - left;
    return [{ metric, train: left, valid, difference }];
  });
  return { title: `Epoch ${epoch} Statistics`, rows };
}

/** The table as lines of text with columns of equal width, without a line break at the end. */
export function formatStatisticsTable(
  row: Pick<EpochRow, 'epoch' | 'train' | 'validation'>,
  metrics: readonly MetricInfo[],
): string {
  const { title, rows } = statisticsTable(row, metrics);
  const cells = [
    ['Metric', 'Train', 'Valid', 'Difference'],
    ...rows.map(({ metric, train, valid, difference }) => [
      titleWithUnit(metric),
      ...[train, valid, difference].map(cellText),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => line[column]!.length)));
  const [head = '', ...body] = cells.map((line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | '),
  );
  return [title, head, widths.map((width) => '-'.repeat(width)).join('-+-'), ...body].join('\n');
}

/** `HD95 (px)`: units stand beside names, never in cells. */
export function titleWithUnit({ title, unit }: MetricInfo): string {
  return unit === undefined ? title : `${title} (${unit})`;
}

/** A dash where there is no number. */
export function cellText(value: number | null): string {
  return value === null ? '-' : scientific(value);
}

/** A number as C's `%.6e` prints it: the exponent has a sign and at least two digits. */
export function scientific(value: number, digits = 6): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  // JavaScript drops the sign of −0.
  const sign = Object.is(value, -0) ? '-' : '';
  return sign + value.toExponential(digits).replace(/([+-])(\d)$/, '$10$2');
}
