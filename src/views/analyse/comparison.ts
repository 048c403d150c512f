/** Checkpoints of a run side by side: what training recorded of them, and what their analyses say. Pure. */
import { type Cell, csvText } from '../../formats/csv/write';
import type { EpochRow } from '../../protocol/events';
import { definedValue, type MetricInfo } from '../../protocol/metrics';
import type { ListedCheckpoint } from '../../protocol/records';
import { bestOfColumn } from '../../runs/comparison/metricTable';
import type { Figure } from '../../tasks/page';

export interface ComparedColumn extends Pick<MetricInfo, 'title' | 'unit' | 'better'> {
  /** In the file. */
  name: string;
}

export interface ComparedCheckpoint {
  checkpoint: ListedCheckpoint;
  /** In the order of the columns; null where it is not known. */
  values: (number | null)[];
}

export interface Comparison {
  columns: ComparedColumn[];
  /** By epoch. */
  rows: ComparedCheckpoint[];
}

/**
 * @param checkpoints in any order.
 * @param epochs history of the run.
 * @param recorded metrics that are shown as they were recorded, on training and validation.
 * @param figures of the checkpoints that were analysed, by id.
 */
export function compareCheckpoints(
  checkpoints: readonly ListedCheckpoint[],
  epochs: readonly EpochRow[],
  recorded: readonly MetricInfo[],
  figures: ReadonlyMap<string, readonly Figure[]>,
): Comparison {
  const history = recorded.flatMap((metric) =>
    (['train', 'validation'] as const)
      .filter((side) => metric.of === 'both' || metric.of === side)
      .map((side) => ({
        name: `${side}_${metric.name}`,
        title: `${side} ${metric.title}`,
        ...(metric.unit !== undefined && { unit: metric.unit }),
        better: metric.better,
        valueAt: (row: EpochRow | undefined) => definedValue(metric, row?.[side]?.[metric.name]),
      })),
  );
  const known = [...figures.values()][0] ?? [];
  const byStep = new Map(epochs.map((row) => [row.step, row]));
  return {
    columns: [
      ...history.map(({ valueAt: _, ...column }) => column),
      ...known.map(({ value: _, ...column }) => column),
    ],
    rows: [...checkpoints]
      .sort((a, b) => a.step - b.step)
      .map((checkpoint) => {
        const row = byStep.get(checkpoint.step);
        const own = figures.get(checkpoint.id);
        return {
          checkpoint,
          values: [
            ...history.map(({ valueAt }) => valueAt(row)),
            ...known.map(({ name }) => own?.find((figure) => figure.name === name)?.value ?? null),
          ],
        };
      }),
  };
}

/** Of each column the rows that hold its best value: several where they tie, none where none is better than another. */
export function bestRows({ columns, rows }: Comparison): ReadonlySet<number>[] {
  return columns.map(({ better }, column) =>
    bestOfColumn(
      rows.map(({ values }) => {
        const value = values[column] ?? null;
        return value === null || Number.isNaN(value) ? null : value;
      }),
      better,
    ),
  );
}

/** A line a checkpoint: kinds, epoch, step, then the columns under their names. */
export function comparisonCsv({ columns, rows }: Comparison): string {
  return csvText(
    ['label', 'epoch', 'step', ...columns.map(({ name }) => name)],
    rows.map(({ checkpoint, values }): Cell[] => [
      checkpoint.kinds.join(' ') || 'kept',
      checkpoint.epoch,
      checkpoint.step,
      ...values,
    ]),
  );
}
