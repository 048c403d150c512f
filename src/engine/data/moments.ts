/** Count, mean, deviation, smallest and largest value of columns, in one pass over their rows and exact. */

/** Rows that are summed together: so few that they stay in the cache between the two sums. */
const BLOCK_ROWS = 512;

export interface Moments {
  /** Present values of each column. */
  count: Float64Array;
  mean: Float64Array;
  /** Sums of squared deviations from the mean. */
  squares: Float64Array;
  /** Infinity and −Infinity where nothing is present. */
  min: Float64Array;
  max: Float64Array;
}

export interface MomentSums extends Moments {
  /** @param values [rows × columns], row-major; NaN is missing. */
  add(values: Float64Array): void;
}

/**
 * Each block of rows by its own mean, then merged (Chan, Golub and LeVeque, 1983): no sum grows so large that it forgets
 * small values, and no difference of large squares is taken.
 */
export function createMoments(columns: number): MomentSums {
  const count = new Float64Array(columns);
  const mean = new Float64Array(columns);
  const squares = new Float64Array(columns);
  const min = new Float64Array(columns).fill(Infinity);
  const max = new Float64Array(columns).fill(-Infinity);

  function addBlock(values: Float64Array, begin: number, end: number, column: number): void {
    let present = 0;
    let sum = 0;
    let low = min[column]!;
    let high = max[column]!;
    for (let at = begin + column; at < end; at += columns) {
      const value = values[at]!;
      if (Number.isNaN(value)) continue;
      present++;
      sum += value;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (present === 0) return;
    const middle = sum / present;
    let spread = 0;
    for (let at = begin + column; at < end; at += columns) {
      const distance = values[at]! - middle;
      if (!Number.isNaN(distance)) spread += distance * distance;
    }
    const before = count[column]!;
    const total = before + present;
    const shift = middle - mean[column]!;
    mean[column] = mean[column]! + (shift * present) / total;
    squares[column] = squares[column]! + spread + (shift * shift * before * present) / total;
    count[column] = total;
    min[column] = low;
    max[column] = high;
  }

  return {
    count,
    mean,
    squares,
    min,
    max,
    add(values) {
      const step = BLOCK_ROWS * columns;
      for (let begin = 0; begin < values.length; begin += step) {
        const end = Math.min(begin + step, values.length);
        for (let column = 0; column < columns; column++) addBlock(values, begin, end, column);
      }
    },
  };
}

/** Mean and population deviation (ddof 0) of a column; a constant one has deviation 0, though its sum rounds. */
export function meanAndStd(
  { count, mean, squares, min, max }: Moments,
  column: number,
): { mean: number; std: number } {
  if (min[column] === max[column]) return { mean: min[column]!, std: 0 };
  return { mean: mean[column]!, std: Math.sqrt(squares[column]! / count[column]!) };
}
