/** Batches that stand out, of an evaluation and of training, with their rows in words. Pure. */
import { type Outlier, outliers } from '../../engine/metrics/outliers';

export interface StepOutlier {
  /** Optimizer step. */
  step: number;
  epoch: number;
  /** "loss", "gradient norm". */
  of: string;
  value: number;
  deviations: number;
}

/** Steps that are compared with each other: those around them, since losses fall as training goes on. */
const STRETCH = 100;
const MOST_STEPS = 6;

/** Steps whose loss or gradient norm lies far above that of the steps around them; the farthest first. */
export function unusualSteps({
  step,
  epoch,
  loss,
  gradientNorm,
}: Record<'step' | 'epoch' | 'loss' | 'gradientNorm', ArrayLike<number>>): StepOutlier[] {
  const of = (name: string, values: ArrayLike<number>) =>
    outliers(values, { stretch: STRETCH, most: MOST_STEPS }).map(({ index, value, deviations }: Outlier) => ({
      ...{ of: name, value, deviations },
      step: step[index]!,
      epoch: epoch[index]!,
    }));
  return [...of('loss', loss), ...of('gradient norm', gradientNorm)]
    .sort((a, b) => b.deviations - a.deviations)
    .slice(0, MOST_STEPS);
}

const NAMED = 12;

/** "224–255", "3, 17, 40", "3, 17, 40, … of 64". */
export function rowsText(rows: readonly number[]): string {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return '–';
  const isRun = rows.length > 2 && rows.every((row, i) => row === first + i);
  if (isRun) return `${first}–${last}`;
  if (rows.length <= NAMED) return rows.join(', ');
  return `${rows.slice(0, NAMED).join(', ')}, … of ${rows.length}`;
}
