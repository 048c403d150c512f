/** The table of runs as a CSV file: the columns and rows that are shown, numbers as they are rather than rounded. */
import { type Cell, csvText } from '../../formats/csv/write';
import type { TableColumn } from './columns';
import type { RunGroup } from './groups';
import type { TableRun } from './tableRun';

export function runsCsv(runs: readonly TableRun[], columns: readonly TableColumn[]): string {
  return csvText(columns.map(headerOf), rowsOf(runs, columns));
}

/** As `runsCsv`, with the group of each row in front. @param by title of the column that groups them. */
export function groupedRunsCsv(
  groups: readonly RunGroup[],
  by: string,
  columns: readonly TableColumn[],
): string {
  const rows = groups.flatMap(({ value, runs }) =>
    rowsOf(runs, columns).map((row): Cell[] => [value, ...row]),
  );
  return csvText([`group: ${by}`, ...columns.map(headerOf)], rows);
}

const rowsOf = (runs: readonly TableRun[], columns: readonly TableColumn[]): Cell[][] =>
  runs.map((run) => columns.map(({ value }) => value(run)));

/** Units of what the page shows in others. */
const headerOf = ({ key, title }: TableColumn) => (key === 'duration' ? 'Duration (s)' : title);
