/** The statistics table of an epoch, Metric | Train | Valid | Difference | %Diff, and its blocks: numbers, and as text. */
import type { EpochRow } from '../protocol/events';
import { definedValue, lossWeightsGroup, type MetricInfo, titleWithUnit } from '../protocol/metrics';

export interface StatisticsRow {
  metric: MetricInfo;
  /** null where it is not measured, and where the measurement is not defined. */
  train: number | null;
  valid: number | null;
  /** valid − train; null where one of them is. */
  difference: number | null;
  /** The difference in percent of |train|. */
  percent: number | null;
}

export interface StatisticsTable {
  title: string;
  rows: StatisticsRow[];
  /** What is told of single quantities, below. */
  blocks: { title: string; rows: StatisticsRow[] }[];
}

type Tabulated = Pick<EpochRow, 'epoch' | 'train' | 'validation'> &
  Partial<Pick<EpochRow, 'seconds' | 'batchSeconds'>>;

/** Keeps the percentage of a difference from zero finite. */
const tiny = 1e-10;

/** The metrics that the table lists. Weights of the loss are settings that move, not results, and have a chart. */
export function tabulated(metrics: readonly MetricInfo[]): MetricInfo[] {
  return metrics.filter(({ group, block }) => group !== lossWeightsGroup && !block?.only);
}

/** The metrics of each block, in the order in which they are listed. */
export function blocksOf(metrics: readonly MetricInfo[]): { title: string; metrics: MetricInfo[] }[] {
  const titles = new Set(metrics.flatMap(({ block }) => block?.title ?? []));
  return [...titles].map((title) => ({
    title,
    metrics: metrics.filter(({ block }) => block?.title === title),
  }));
}

/** @param metrics the rows, in order; those that the epoch does not have are left out. */
export function statisticsTable(
  { epoch, train, validation }: Tabulated,
  metrics: readonly MetricInfo[],
): StatisticsTable {
  const rowsOf = (listed: readonly MetricInfo[]) =>
    listed.flatMap((metric): StatisticsRow[] => {
      const { name } = metric;
      if (train[name] === undefined && validation?.[name] === undefined) return [];
      const [left, valid] = [definedValue(metric, train[name]), definedValue(metric, validation?.[name])];
      const difference = left === null || valid === null ? null : valid - left;
      const percent = difference === null ? null : (100 * difference) / (Math.abs(left ?? 0) + tiny);
      return [{ metric, train: left, valid, difference, percent }];
    });
  const blocks = blocksOf(metrics)
    .map((block) => ({ title: block.title, rows: rowsOf(block.metrics) }))
    .filter(({ rows }) => rows.length > 0);
  return { title: `Epoch ${epoch} Statistics`, rows: rowsOf(tabulated(metrics)), blocks };
}

/** The table as lines of text with columns of equal width, without a line break at the end. */
export function formatStatisticsTable(row: Tabulated, metrics: readonly MetricInfo[]): string {
  const { title, rows, blocks } = statisticsTable(row, metrics);
  const cells = [
    ['Metric', 'Train', 'Valid', 'Difference', '%Diff'],
    ...rows.map(({ metric, train, valid, difference, percent }) => [
      titleWithUnit(metric),
      ...[train, valid, difference, percent].map(cellText),
    ]),
  ];
  const [head = '', ...body] = alignedLines(cells);
  const rule = head.replace(/[^|]/g, '-').replaceAll('|', '+');
  const foot = footOf(row);
  return [title, head, rule, ...body, ...blocks.flatMap(blockLines), ...(foot ? ['', foot] : [])].join('\n');
}

/** A block for each split, as far as it was measured. */
function blockLines({ title, rows }: StatisticsTable['blocks'][number]): string[] {
  return (['train', 'valid'] as const).flatMap((split) => {
    const cells = rows.flatMap(({ metric, [split]: value }) =>
      value === null ? [] : [[metric.block?.line ?? metric.title, cellText(value)]],
    );
    return cells.length === 0 ? [] : ['', `${title} (${split})`, ...alignedLines(cells)];
  });
}

/** Columns of equal width, the first one on its left edge. */
function alignedLines(cells: readonly (readonly string[])[]): string[] {
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells.map((line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | '),
  );
}

/** What an epoch took; empty where that is not known. */
export function footOf({
  seconds,
  batchSeconds,
}: Partial<Pick<EpochRow, 'seconds' | 'batchSeconds'>>): string {
  const parts = seconds === undefined ? [] : [`Epoch time ${seconds.toFixed(2)} s`];
  if (batchSeconds !== undefined) parts.push(`average batch time ${(1000 * batchSeconds).toPrecision(3)} ms`);
  return parts.join(', ');
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
