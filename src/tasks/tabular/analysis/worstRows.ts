/** The rows that a model predicts worst, with what the data say of them. */
import type { WorstTable } from '../../../protocol/diagnostics';
import type { EchoedColumn } from '../data/echo';
import type { TableOutput } from '../head';

/** Rows of a table, and columns of the data beside them. */
const MOST_ROWS = 50;
export const WORST_COLUMNS = 8;

export interface PredictedTable {
  output: TableOutput;
  /** Of the data, in the order of the predictions. */
  rows: Uint32Array;
  /** [rows × targets] in the data's units, or [rows × classes] probabilities. */
  predicted: ArrayLike<number>;
  /** [rows × targets], or [rows] class indices. */
  actual: ArrayLike<number>;
}

/** Of a regression a table for each target, by the size of the error; of classes one, by the probability of the true class. */
export function worstRows(table: PredictedTable, echoed: readonly EchoedColumn[]): WorstTable[] {
  const { output } = table;
  const shown = echoed.slice(0, WORST_COLUMNS);
  return output.kind === 'regression'
    ? output.targets.map((_, target) => worstOfTarget(table, output.targets.length, target, shown))
    : [worstOfClasses(table, output.classes, shown)];
}

function worstOfTarget(
  { rows, predicted, actual }: PredictedTable,
  targets: number,
  target: number,
  echoed: readonly EchoedColumn[],
): WorstTable {
  const at = (values: ArrayLike<number>, i: number) => values[i * targets + target]!;
  const error = (i: number) => at(predicted, i) - at(actual, i);
  return {
    columns: [...numbers('actual', 'predicted', 'error'), ...titlesOf(echoed)],
    rows: largest(rows.length, (i) => Math.abs(error(i))).map((i) => ({
      row: rows[i]!,
      cells: [at(actual, i), at(predicted, i), error(i), ...cellsOf(echoed, rows[i]!)],
    })),
  };
}

function worstOfClasses(
  { rows, predicted, actual }: PredictedTable,
  classes: readonly string[],
  echoed: readonly EchoedColumn[],
): WorstTable {
  const score = (i: number, c: number) => predicted[i * classes.length + c]!;
  const likeliest = (i: number) =>
    classes.reduce((best, _, c) => (score(i, c) > score(i, best) ? c : best), 0);
  return {
    columns: [
      { title: 'actual', numeric: false },
      { title: 'predicted', numeric: false },
      ...numbers('its probability', 'probability of the actual'),
      ...titlesOf(echoed),
    ],
    rows: largest(rows.length, (i) => -score(i, actual[i]!)).map((i) => {
      const guess = likeliest(i);
      const cells = [classes[actual[i]!]!, classes[guess]!, score(i, guess), score(i, actual[i]!)];
      return { row: rows[i]!, cells: [...cells, ...cellsOf(echoed, rows[i]!)] };
    }),
  };
}

/** Places by falling size; what is no number is left out. */
function largest(count: number, size: (i: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => i)
    .filter((i) => !Number.isNaN(size(i)))
    .sort((a, b) => size(b) - size(a))
    .slice(0, MOST_ROWS);
}

const numbers = (...titles: string[]) => titles.map((title) => ({ title, numeric: true }));
const titlesOf = (echoed: readonly EchoedColumn[]) =>
  echoed.map(({ name }) => ({ title: name, numeric: false }));

function cellsOf(echoed: readonly EchoedColumn[], row: number): (string | number | null)[] {
  return echoed.map(({ cell }) => {
    const value = cell(row);
    return typeof value === 'number' || value === null ? value : String(value);
  });
}
