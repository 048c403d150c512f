/** The statistics table of an epoch, Metric | Train | Valid | Difference: its numbers, and as text (seed-systems §1.10). */
import type { EpochRow } from '../protocol/events';

export interface StatisticsRow {
  metric: string;
  train: number;
  /** null without validation rows. */
  valid: number | null;
  /** valid − train. */
  difference: number | null;
}

export interface StatisticsTable {
  title: string;
  rows: StatisticsRow[];
}

/** @param metricNames the rows, in order; names that the epoch does not have are left out. */
export function statisticsTable(
  { epoch, train, validation }: Pick<EpochRow, 'epoch' | 'train' | 'validation'>,
  metricNames: readonly string[],
): StatisticsTable {
  const rows = metricNames.flatMap((metric): StatisticsRow[] => {
    const value = train[metric];
    if (value === undefined) return [];
    const valid = validation?.[metric] ?? null;
    return [{ metric, train: value, valid, difference: valid === null ? null : valid - value }];
  });
  return { title: `Epoch ${epoch} Statistics`, rows };
}

/** The table as lines of text with columns of equal width, without a line break at the end. */
export function formatStatisticsTable(
  row: Pick<EpochRow, 'epoch' | 'train' | 'validation'>,
  metricNames: readonly string[],
): string {
  const { title, rows } = statisticsTable(row, metricNames);
  const cells = [
    ['Metric', 'Train', 'Valid', 'Difference'],
    ...rows.map(({ metric, train, valid, difference }) => [
      metric,
      ...[train, valid, difference].map((value) => cellText(metric, value)),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => line[column]!.length)));
  const [head = '', ...body] = cells.map((line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | '),
  );
  return [title, head, widths.map((width) => '-'.repeat(width)).join('-+-'), ...body].join('\n');
}

/** A metric that is not defined (a distance to nothing) has a dash; a loss that is not a number says so. */
export function cellText(metric: string, value: number | null): string {
  if (value === null || (Number.isNaN(value) && !metric.endsWith('loss'))) return '-';
  return scientific(value);
}

/** A number as C's `%.6e` prints it: the exponent has a sign and at least two digits. */
export function scientific(value: number, digits = 6): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  // JavaScript drops the sign of −0.
  const sign = Object.is(value, -0) ? '-' : '';
  return sign + value.toExponential(digits).replace(/([+-])(\d)$/, '$10$2');
}
