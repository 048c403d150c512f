/** Whole numbers of 64 bits that a double does not hold: kept as they are, or as text where some are missing. */
import type { ReadWatch } from '../openedFile';
import { chunksOf, type ParquetSource } from './chunks';
import type { ParquetColumn } from './columns';

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/** Statistics say so; where there are none, the values do. */
export async function exactColumn(
  source: ParquetSource,
  column: ParquetColumn,
  watch: ReadWatch,
): Promise<ParquetColumn> {
  const { path, leaf, divisor } = column;
  const element = path[0]!;
  const annotation = element.logical_type?.type ?? element.converted_type;
  const isWhole = element.type === 'INT64' && (annotation === undefined || /^U?INT/.test(annotation));
  if (path.length > 1 || !isWhole || divisor !== 1) return column;
  let isWide = false;
  let hasNulls = false;
  for (const { columns } of source.metadata.row_groups) {
    const { statistics } = columns[leaf]!.meta_data!;
    const { min_value = statistics?.min, max_value = statistics?.max, null_count } = statistics ?? {};
    if (typeof min_value !== 'bigint' || typeof max_value !== 'bigint' || null_count === undefined)
      return withValues(source, column, watch);
    if (min_value < -LARGEST || max_value > LARGEST) isWide = true;
    if (null_count > 0n) hasNulls = true;
  }
  return isWide ? wide(column, hasNulls) : column;
}

async function withValues(
  source: ParquetSource,
  column: ParquetColumn,
  watch: ReadWatch,
): Promise<ParquetColumn> {
  let isWide = false;
  let hasNulls = false;
  try {
    for await (const values of chunksOf(source, column, watch)) {
      for (const value of values) {
        if (value === null) hasNulls = true;
        else if (typeof value === 'bigint' && (value > LARGEST || value < -LARGEST)) isWide = true;
      }
    }
  } catch {
    // What is wrong with it is said when it is read.
    return column;
  }
  return isWide ? wide(column, hasNulls) : column;
}

function wide(column: ParquetColumn, hasNulls: boolean): ParquetColumn {
  if (hasNulls) return { ...column, kind: 'text', dtype: 'int32' };
  const { logical_type: logical, converted_type: converted } = column.path[0]!;
  const isUnsigned = converted === 'UINT_64' || (logical?.type === 'INTEGER' && !logical.isSigned);
  return { ...column, dtype: isUnsigned ? 'uint64' : 'int64', divisor: null };
}
