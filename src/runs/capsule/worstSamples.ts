/** The samples that a model does worst, by what it scores on each, and as `worst.csv` of a capsule. */
import { csvText } from '../../formats/csv/write';
import type { ExampleMeasure, ExampleScores } from '../../tasks/exampleScores';

export interface WorstSample {
  /** A file's name, "row 17", a session. */
  sample: string;
  /** What they are ordered by, with its unit: "MAE (in units of y)", "Dice". */
  measure: string;
  value: number;
  /** What else is scored of it, by title. NaN where that is not defined. */
  details: Record<string, number>;
}

/** As many as a capsule takes along. */
const MOST = 20;

/** The worst first; ties in the order of the data, and what has no score is left out. */
export function worstSamples({ rows, pairs, measures }: ExampleScores): WorstSample[] {
  // Right or wrong alone puts nothing into an order.
  const graded = measures.find(({ values }) => new Set(values).size > 2) ?? measures[0];
  if (!graded) return [];
  const sign = graded.better === 'max' ? 1 : -1;
  return Array.from(graded.values.keys())
    .filter((i) => !Number.isNaN(graded.values[i]!))
    .sort((a, b) => sign * (graded.values[a]! - graded.values[b]!) || a - b)
    .slice(0, MOST)
    .map((i) => ({
      sample: pairs.names?.[i] ?? `${pairs.one} ${rows[i]}`,
      measure: titleOf(graded),
      value: scoreOf(graded, i),
      details: Object.fromEntries(
        measures.flatMap((measure) =>
          measure === graded ? [] : [[titleOf(measure), scoreOf(measure, i)] as const],
        ),
      ),
    }));
}

const titleOf = ({ title, unit }: ExampleMeasure) => (unit === undefined ? title : `${title} (${unit})`);

/** Squares of errors, whose mean has a root, are told as errors. */
const scoreOf = ({ pooling, values }: ExampleMeasure, i: number) =>
  pooling === 'rootMean' ? Math.sqrt(values[i]!) : values[i]!;

export function worstCsv(samples: readonly WorstSample[]): string {
  const names = [...new Set(samples.flatMap(({ details }) => Object.keys(details)))];
  const rows = samples.map(({ sample, measure, value, details }) => [
    sample,
    measure,
    value,
    ...names.map((name) => details[name] ?? null),
  ]);
  return csvText(['sample', 'measure', 'value', ...names], rows);
}
