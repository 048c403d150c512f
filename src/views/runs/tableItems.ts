/** The rows of the table from above to below: runs, or groups with the runs of those that are unfolded. Pure. */
import type { RunGroup } from '../../runs/table/groups';
import type { TableRun } from '../../runs/table/tableRun';

export type TableItem =
  | { kind: 'group'; key: string; group: RunGroup }
  /** A run with several tags stands in several groups. */
  | { kind: 'run'; key: string; run: TableRun };

export function tableItems(
  runs: readonly TableRun[],
  groups: readonly RunGroup[] | null,
  unfolded: ReadonlySet<string>,
): TableItem[] {
  if (!groups) return runs.map((run) => ({ kind: 'run', key: run.id, run }));
  return groups.flatMap((group): TableItem[] => [
    { kind: 'group', key: `group ${group.key}`, group },
    ...(unfolded.has(group.key)
      ? group.runs.map((run): TableItem => ({ kind: 'run', key: `${group.key} ${run.id}`, run }))
      : []),
  ]);
}

/** The ids of the runs from one to another, both included, as they are shown; the last one alone where the first is not. */
export function idsBetween(items: readonly TableItem[], from: string | null, to: string): string[] {
  const ids = items.flatMap((item) => (item.kind === 'run' ? [item.run.id] : []));
  const [start, end] = [from === null ? -1 : ids.indexOf(from), ids.indexOf(to)];
  if (start < 0 || end < 0) return [to];
  return ids.slice(Math.min(start, end), Math.max(start, end) + 1);
}
