/** Predictions as files: CSV for people and spreadsheets, NPZ for programs. */

import type { SplitName } from '../../engine/workload';
import type { NamedArray } from '../../formats/arrays';
import { type Cell, csvText, float32Number } from '../../formats/csv/write';
import { writeNpz } from '../../formats/npy/npz';
import type { DType } from '../../protocol/datasets';
import type { ConformalInterval } from './conformal';
import type { EchoedColumn } from './data/echo';
import type { TableOutput } from './head';

export interface PredictionTable {
  output: TableOutput;
  /** Indices into the dataset, [rows]. */
  rows: Uint32Array;
  /** Which part of the split each row is in, [rows], null for none; null where the model did not split these data. */
  splits: readonly (SplitName | null)[] | null;
  /** What the model says: [rows × targets] in the data's units, or [rows × classes] probabilities; NaN where it cannot. */
  predicted: Float32Array;
  /** The truth: [rows × targets], or [rows] class indices; null where the data hold none. */
  actual: Float64Array | null;
  /** Why the model says nothing, by row; of the others nothing. */
  reasons?: ReadonlyMap<number, string>;
  /** Columns of the data that are repeated before what was predicted. */
  echoed?: readonly EchoedColumn[];
  /** Around predicted quantities; null where there is none. */
  interval?: ConformalInterval | null;
}

/**
 * Columns: `row, split`, what is repeated of the data, then for each target `T_actual, T_predicted, T_error` (predicted −
 * actual) and its interval `T_low_90, T_high_90`, or for classes `T_actual, T_predicted, correct` and a `probability_*` for
 * each class. Without the truth only what was predicted. Where a row has no prediction its cells are
 * empty, and a last column `reason` says why.
 */
export function predictionsCsv(table: PredictionTable): string {
  const { output, rows, splits } = table;
  const { reasons = new Map<number, string>() } = table;
  const columns = [
    ...(table.echoed ?? []).map(({ name, cell }): Column => ({ name, cell: (i) => cell(rows[i]!) })),
    ...(output.kind === 'regression' ? targetColumns(table, output) : classColumns(table, output)),
  ];
  if (reasons.size > 0) columns.push({ name: 'reason', cell: (i) => reasons.get(rows[i]!) ?? null });
  const header = ['row', ...(splits ? ['split'] : []), ...columns.map(({ name }) => name)];
  const lines = Array.from(rows, (row, i): Cell[] => [
    row,
    ...(splits ? [splits[i]!] : []),
    ...columns.map(({ cell }) => cell(i)),
  ]);
  return csvText(header, lines);
}

/** Not-a-number is no truth, or nothing that was predicted. */
const known = (value: number): Cell => (Number.isNaN(value) ? null : value);

interface Column {
  name: string;
  /** @param i position in the table, not the row's index in the dataset. */
  cell(i: number): Cell;
}

function targetColumns(
  { predicted, actual, rows, reasons, interval }: PredictionTable,
  { targets }: Extract<TableOutput, { kind: 'regression' }>,
): Column[] {
  const width = targets.length;
  return targets.flatMap((target, t): Column[] => {
    const prediction: Column = {
      name: `${target}_predicted`,
      cell: (i) => (reasons?.has(rows[i]!) ? null : float32Number(predicted[i * width + t]!)),
    };
    const half = interval?.halfWidths[t] ?? 0;
    const bounds = interval
      ? ([
          ['low', -half],
          ['high', half],
        ] as const)
      : [];
    const around = bounds.map(
      ([side, shift]): Column => ({
        name: `${target}_${side}_${interval!.percent}`,
        cell: (i) =>
          reasons?.has(rows[i]!) ? null : float32Number(Math.fround(predicted[i * width + t]! + shift)),
      }),
    );
    if (!actual) return [prediction, ...around];
    return [
      { name: `${target}_actual`, cell: (i) => known(actual[i * width + t]!) },
      prediction,
      { name: `${target}_error`, cell: (i) => known(predicted[i * width + t]! - actual[i * width + t]!) },
      ...around,
    ];
  });
}

function classColumns(
  { predicted, actual, rows, reasons }: PredictionTable,
  { target, classes }: Extract<TableOutput, { kind: 'classification' }>,
): Column[] {
  const width = classes.length;
  /** −1 where nothing was predicted. */
  const likeliest = (i: number) =>
    Number.isNaN(predicted[i * width]) ? -1 : largestIndex(predicted.subarray(i * width, (i + 1) * width));
  const truth: Column[] = actual
    ? [{ name: `${target}_actual`, cell: (i) => classes[actual[i]!] ?? null }]
    : [];
  const right: Column[] = actual
    ? [{ name: 'correct', cell: (i) => rightness(likeliest(i), actual[i]!) }]
    : [];
  return [
    ...truth,
    { name: `${target}_predicted`, cell: (i) => classes[likeliest(i)] ?? null },
    ...right,
    ...classes.map((name, c) => ({
      name: `probability_${name}`,
      cell: (i: number) => (reasons?.has(rows[i]!) ? null : float32Number(predicted[i * width + c]!)),
    })),
  ];
}

/** Nothing where there is no prediction, or no truth that the model knows. */
function rightness(predicted: number, actual: number): Cell {
  return predicted < 0 || Number.isNaN(actual) ? null : predicted === actual;
}

/** The first of the largest. */
function largestIndex(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** In the order of the codes in the NPZ file. */
const splitNames: readonly SplitName[] = ['train', 'validation', 'test'];

/**
 * Arrays `rows` [rows] uint32, `predicted` [rows, outputs] float32, and where known `actual`, `split` (0 to 2, 255 none) and
 * `interval` [rows, targets, 2]; of what is repeated the numbers, each column as `column_NAME` [rows] float64.
 */
export function predictionsNpz({
  output,
  rows,
  splits,
  predicted,
  actual,
  echoed = [],
  interval = null,
}: PredictionTable): Uint8Array<ArrayBuffer> {
  const width = output.kind === 'regression' ? output.targets.length : output.classes.length;
  const array = (name: string, dtype: DType, shape: number[], data: NamedArray['data']) => ({
    name,
    dtype,
    shape,
    data,
  });
  const arrays = [
    array('rows', 'uint32', [rows.length], rows),
    array('predicted', 'float32', [rows.length, width], predicted),
  ];
  if (actual) {
    const shape = output.kind === 'regression' ? [rows.length, width] : [rows.length];
    arrays.push(array('actual', 'float64', shape, actual));
  }
  if (splits) {
    const codes = Uint8Array.from(splits, (split) => (split === null ? 255 : splitNames.indexOf(split)));
    arrays.push(array('split', 'uint8', [rows.length], codes));
  }
  if (interval) {
    const { halfWidths } = interval;
    const bounds = Float32Array.from({ length: 2 * rows.length * width }, (_, at) => {
      const half = halfWidths[Math.floor(at / 2) % width]!;
      return predicted[Math.floor(at / 2)]! + (at % 2 === 0 ? -half : half);
    });
    arrays.push(array('interval', 'float32', [rows.length, width, 2], bounds));
  }
  for (const { name, cell } of echoed) {
    const cells = Array.from(rows, (row) => cell(row));
    if (cells.some((value) => typeof value === 'string')) continue;
    const values = Float64Array.from(cells, (value) => (value === null ? Number.NaN : Number(value)));
    arrays.push(array(`column_${name}`, 'float64', [rows.length], values));
  }
  return writeNpz(arrays);
}
