/** Rows of the runs table: filter and order. Pure. */
import type { RunRecord } from '../../protocol/records';

export type RunColumn = 'name' | 'status' | 'dataset' | 'best' | 'epoch' | 'seconds' | 'createdAt';

export interface Order {
  column: RunColumn;
  descending: boolean;
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

/** Runs without a value come last in either direction; equal ones keep their order. */
export function sortRuns(runs: readonly RunRecord[], { column, descending }: Order): RunRecord[] {
  const sign = descending ? -1 : 1;
  return [...runs].sort((a, b) => {
    const [left, right] = [sortValue(a, column), sortValue(b, column)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'string' && typeof right === 'string') {
      return sign * left.localeCompare(right, 'en', { numeric: true });
    }
    return sign * (Number(left) - Number(right));
  });
}

function sortValue(run: RunRecord, column: RunColumn): string | number | null {
  switch (column) {
    case 'dataset':
      return run.dataset.name;
    case 'best':
      return run.best && Number.isFinite(run.best.value) ? run.best.value : null;
    default:
      return run[column];
  }
}
