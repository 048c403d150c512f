/** What a model scores on each row of a table, by which two checkpoints are compared. */

import type { ExampleMeasure } from '../../exampleScores';
import type { TableOutput } from '../head';
import { likeliest } from './scores';

/** Targets that have a measure of their own beside the one of all. */
const MOST_TARGETS = 20;

/** @param scored [rows × targets] in the data's units, or [rows × classes] probabilities; and the truth. */
export function measuresOfRows(
  {
    output,
    predicted,
    actual,
  }: { output: TableOutput; predicted: ArrayLike<number>; actual: ArrayLike<number> },
  rows: number,
): ExampleMeasure[] {
  const ofRows = (value: (row: number) => number) =>
    Float64Array.from({ length: rows }, (_, row) => value(row));
  if (output.kind === 'classification') {
    const classes = output.classes.length;
    const truth = (row: number) => actual[row]!;
    return [
      {
        ...{ name: 'accuracy', title: 'accuracy', better: 'max', pooling: 'mean' },
        values: ofRows((row) =>
          Number.isNaN(truth(row)) ? Number.NaN : Number(likeliest(predicted, row, classes) === truth(row)),
        ),
      },
      {
        ...{ name: 'log_loss', title: 'log loss', better: 'min', pooling: 'mean' },
        // A float32 probability of zero is one below its smallest.
        values: ofRows((row) =>
          Number.isNaN(truth(row))
            ? Number.NaN
            : -Math.log(Math.max(predicted[row * classes + truth(row)]!, 1e-15)),
        ),
      },
    ];
  }
  const { targets } = output;
  const width = targets.length;
  const error = (row: number, t: number) => predicted[row * width + t]! - actual[row * width + t]!;
  const absolute = (target: string, t: number): ExampleMeasure => ({
    name: width === 1 ? 'mae' : `mae ${target}`,
    title: width === 1 ? 'MAE' : `MAE of ${target}`,
    ...{ unit: `in units of ${target}`, better: 'min', pooling: 'mean' },
    values: ofRows((row) => Math.abs(error(row, t))),
  });
  if (width === 1) {
    return [
      absolute(targets[0]!, 0),
      {
        ...{
          name: 'rmse',
          title: 'RMSE',
          unit: `in units of ${targets[0]}`,
          better: 'min',
          pooling: 'rootMean',
        },
        values: ofRows((row) => error(row, 0) ** 2),
      },
    ];
  }
  // Units of several targets have no mean; their spreads in these rows make one measure of them.
  const spreads = targets.map((_, t) => deviationOf(ofRows((row) => actual[row * width + t]!)));
  const varying = [...targets.keys()].filter((t) => spreads[t]! > 0);
  return [
    {
      ...{
        name: 'mae in sd',
        title: 'mean MAE of the targets',
        unit: 'SD of each',
        better: 'min',
        pooling: 'mean',
      },
      values: ofRows(
        (row) => varying.reduce((sum, t) => sum + Math.abs(error(row, t)) / spreads[t]!, 0) / varying.length,
      ),
    },
    ...targets.slice(0, MOST_TARGETS).map(absolute),
  ];
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
