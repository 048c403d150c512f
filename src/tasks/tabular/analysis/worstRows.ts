/** The rows that a model of a table does worst: by the largest absolute error, or by the least probability of the true class. */
import type { WorstSample } from '../../../protocol/worst';
import type { TableOutput } from '../head';

/** As many as a capsule takes along. */
const MOST = 20;

export interface WorstData {
  output: TableOutput;
  /** Row-major, [rows × targets], or a class index a row; NaN where it is not known. */
  actual: ArrayLike<number>;
  /** [rows × targets], or probabilities [rows × classes]. */
  predicted: ArrayLike<number>;
  /** Numbers of the rows in the data, from 0 as in the predictions. */
  rows: Uint32Array;
}

/** The worst first; with several targets a row can be there for each of them. */
export function worstRows({ output, ...data }: WorstData): WorstSample[] {
  switch (output.kind) {
    case 'regression':
      return worstPredictions(output.targets, data);
    case 'classification':
      return worstClasses(output.target, output.classes, data);
  }
}

function worstPredictions(
  targets: readonly string[],
  { actual, predicted, rows }: Omit<WorstData, 'output'>,
): WorstSample[] {
  const error = (place: number) => Math.abs(predicted[place]! - actual[place]!);
  return largest(rows.length * targets.length, error).map((place) => ({
    sample: `row ${rows[Math.floor(place / targets.length)]}`,
    measure: `absolute error of ${targets[place % targets.length]}`,
    value: error(place),
    details: { actual: actual[place]!, predicted: predicted[place]! },
  }));
}

function worstClasses(
  target: string,
  classes: readonly string[],
  { actual, predicted, rows }: Omit<WorstData, 'output'>,
): WorstSample[] {
  const scores = (i: number) => classes.map((_, of) => predicted[i * classes.length + of]!);
  const doubt = (i: number) => 1 - (scores(i)[actual[i]!] ?? Number.NaN);
  return largest(rows.length, doubt).map((i) => ({
    sample: `row ${rows[i]}`,
    measure: `1 − probability of the true ${target}`,
    value: doubt(i),
    details: {
      actual: classes[actual[i]!] ?? null,
      predicted: classes[scores(i).indexOf(Math.max(...scores(i)))] ?? null,
    },
  }));
}

/** Places of the largest values that are numbers, in falling order. */
function largest(count: number, value: (place: number) => number): number[] {
  return Array.from({ length: count }, (_, place) => place)
    .filter((place) => !Number.isNaN(value(place)))
    .sort((a, b) => value(b) - value(a))
    .slice(0, MOST);
}
