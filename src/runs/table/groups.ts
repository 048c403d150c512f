/** Runs put together by what they have in common, with the spread of their numbers. Pure. */
import type { TableColumn } from './columns';
import type { CellValue, TableRun } from './tableRun';

/** Of the finite values of a column within a group. */
export interface Spread {
  count: number;
  mean: number;
  /** Of the sample, with n − 1; null for a single value. */
  sd: number | null;
  /** Of the mean, sd / √n. */
  se: number | null;
  min: number;
  max: number;
}

export interface RunGroup {
  /** Sets it apart from the others. */
  key: string;
  /** null for runs that have no value. */
  value: CellValue;
  runs: readonly TableRun[];
}

/**
 * In the order in which their first runs stand; runs without a value come last. By tags, a run is in the group of each of
 * its tags.
 */
export function groupRuns(runs: readonly TableRun[], column: TableColumn): RunGroup[] {
  const groups = new Map<string, { value: CellValue; runs: TableRun[] }>();
  for (const run of runs) {
    const values: readonly CellValue[] =
      column.key === 'tag' ? (run.tags.length > 0 ? run.tags : [null]) : [column.value(run)];
    for (const value of new Set(values)) {
      const key = JSON.stringify(value);
      const group = groups.get(key) ?? { value, runs: [] };
      group.runs.push(run);
      groups.set(key, group);
    }
  }
  const all = [...groups].map(([key, group]): RunGroup => ({ key, ...group }));
  return [...all.filter(({ value }) => value !== null), ...all.filter(({ value }) => value === null)];
}

/** null where there is no finite value. Mean and variance by Welford's updates, exact where values are large and close. */
export function spreadOf(values: Iterable<CellValue>): Spread | null {
  let [count, mean, squares, min, max] = [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (typeof value !== 'number' || !Number.isFinite(value)) continue;
    count++;
    const distance = value - mean;
    mean += distance / count;
    squares += distance * (value - mean);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (count === 0) return null;
  const sd = count > 1 ? Math.sqrt(squares / (count - 1)) : null;
  return { count, mean, sd, se: sd === null ? null : sd / Math.sqrt(count), min, max };
}

/** The value that all runs of a group have, or how many different ones there are. */
export function commonValue(
  runs: readonly TableRun[],
  column: TableColumn,
): { value: CellValue } | { different: number } {
  const values = new Set(runs.map((run) => column.value(run)));
  return values.size === 1 ? { value: [...values][0]! } : { different: values.size };
}
