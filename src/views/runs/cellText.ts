/** What stands in the cells of the table of runs. */
import { nameKey, type TableColumn } from '../../runs/table/columns';
import type { Spread } from '../../runs/table/groups';
import type { CellValue, TableRun } from '../../runs/table/tableRun';
import type { SpreadName } from '../../runs/table/view';
import { clock, count, evenDigits, significant } from '../../ui/format/quantities';

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function dateText(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : dates.format(date);
}

export function cellText(column: TableColumn, run: TableRun): string {
  if (column.key === 'epochs' && run.epoch !== null && run.totalEpochs !== null) {
    return `${run.epoch} / ${run.totalEpochs}`;
  }
  return valueText(column, column.value(run));
}

export function valueText(column: TableColumn, value: CellValue): string {
  if (value === null) return '–';
  if (column.key === 'created') return dateText(String(value));
  if (typeof value !== 'number') return String(value);
  if (column.kind === 'metric') return evenDigits(value, 5);
  if (column.key === 'duration') return clock(value);
  return column.kind === 'field' ? count(value) : String(value);
}

/** `0.8400 ± 0.0497`; of a single value that value alone. */
export function spreadText(spread: Spread, name: SpreadName): string {
  const { mean, sd, se, min, max } = spread;
  if (name === 'range')
    return min === max ? evenDigits(min, 5) : `${evenDigits(min, 5)} to ${evenDigits(max, 5)}`;
  const width = name === 'sd' ? sd : name === 'se' ? se : null;
  return width === null ? evenDigits(mean, 5) : `${evenDigits(mean, 5)} ± ${significant(width, 2)}`;
}

/** All of a spread, for whoever rests on it. */
export function spreadWords({ count: values, mean, sd, se, min, max }: Spread): string {
  const parts = [`mean ${significant(mean, 6)}`, `SD ${significant(sd, 3)}`, `SE ${significant(se, 3)}`];
  return `${values === 1 ? '1 value' : `${values} values`}: ${parts.join(', ')}, min ${significant(min, 6)}, max ${significant(max, 6)}`;
}

const usual: ReadonlyMap<string, number> = new Map([
  [nameKey, 320],
  ['state', 120],
  ['dataset', 130],
  ['epochs', 100],
  ['duration', 104],
  ['created', 196],
  ['tag', 180],
  ['notes', 240],
]);

/** Of a metric that is shown with its spread, `0.8400 ± 0.0497`, or from least to most. */
const spreadWidths: Record<SpreadName, number> = { mean: 120, sd: 160, se: 160, range: 190 };

/** Pixels that a column has until somebody changes it. @param spread null where nothing is grouped. */
export function usualWidth({ key, kind, numeric, title }: TableColumn, spread: SpreadName | null): number {
  if (kind === 'field') return usual.get(key) ?? 120;
  const content = kind === 'metric' && spread ? spreadWidths[spread] : numeric ? 120 : 150;
  // As long as its title, which tells more than a number.
  return Math.max(content, Math.min(260, title.length * 7 + 40));
}
