/** The few numbers that tell an identifier from a quantity, of one column, in one pass. */
import { type DatasetReader, readBlocks } from './datasetReader';
import { createMoments, meanAndStd } from './moments';

export interface ColumnSketch {
  /** Present values; the numbers below are 0 where there are none. */
  count: number;
  min: number;
  max: number;
  std: number;
  isWhole: boolean;
  /** Different values; null where they are more than a few. */
  distinct: number | null;
}

const MAX_DISTINCT = 64;

/** Of an array with one number a row. */
export async function sketchColumn(data: DatasetReader, name: string): Promise<ColumnSketch> {
  const moments = createMoments(1);
  const found = new Set<number>();
  let isWhole = true;
  for await (const block of readBlocks(data, name)) {
    const values = Float64Array.from(block, (value: number | bigint) => {
      const number = Number(value);
      return Number.isFinite(number) ? number : Number.NaN;
    });
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      isWhole &&= Number.isInteger(value);
      if (found.size <= MAX_DISTINCT) found.add(value);
    }
    moments.add(values);
  }
  const count = moments.count[0]!;
  if (count === 0) return { count, min: 0, max: 0, std: 0, isWhole: false, distinct: 0 };
  return {
    count,
    min: moments.min[0]!,
    max: moments.max[0]!,
    std: meanAndStd(moments, 0).std,
    isWhole,
    distinct: found.size > MAX_DISTINCT ? null : found.size,
  };
}
