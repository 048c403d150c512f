/**
 * What steps and batches give, taken together over more of them: sums are added, and of largest values, which are the last
 * of them, the largest is taken. A smallest value is the largest of the negated.
 */
import type { Workload } from '../workload';

type Summed = Pick<Workload, 'sumNames' | 'maxima'>;

/** Of nothing: 0, and −Infinity in place of a largest value. */
export function emptySums({ sumNames, maxima = 0 }: Summed): Float64Array {
  return new Float64Array(sumNames.length).fill(-Infinity, sumNames.length - maxima);
}

/** Takes `added` into `total`. @param maxima how many at the end are largest values. */
export function takeIn(total: Float64Array, added: ArrayLike<number>, maxima = 0): void {
  const first = total.length - maxima;
  for (let i = 0; i < total.length; i++) {
    total[i] = i < first ? total[i]! + added[i]! : Math.max(total[i]!, added[i]!);
  }
}

/** As a checkpoint keeps them: JSON knows no infinity and no NaN. */
export function storedSums(sums: Float64Array): (number | null)[] {
  return Array.from(sums, (sum) => (Number.isFinite(sum) ? sum : null));
}

/** What `storedSums` made: nothing of a sum stands for one that is not a number, of a largest value for none yet. */
export function restoredSums(
  stored: readonly (number | null)[],
  { maxima = 0 }: Pick<Summed, 'maxima'>,
): Float64Array {
  const first = stored.length - maxima;
  return Float64Array.from(stored, (sum, i) => sum ?? (i < first ? Number.NaN : -Infinity));
}
