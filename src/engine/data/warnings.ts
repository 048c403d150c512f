/** What somebody should know about a dataset before training on it. */
import type { ArraySheet, DatasetWarning } from '../../protocol/datasets';
import { MAX_CATEGORIES } from './columns';
import { isImageArray } from './flatColumns';

/** At most this many columns are named in one warning. */
const MAX_NAMED = 5;

/** One warning a kind, naming the columns, in the order of how much they matter. */
export function datasetWarnings(sheets: readonly ArraySheet[]): DatasetWarning[] {
  // Of pixels it is nothing to remark that some are bright and a channel is constant; missing ones still count.
  const tables = sheets.filter((sheet) => !isImageArray(sheet)).flatMap((sheet) => sheet.columns);
  const columns = sheets.flatMap((sheet) => sheet.columns);
  const counted = (name: string, count: number | string) => `${quoted(name)} (${count})`;
  return [
    ...about(
      'missing-values',
      'No value at all in',
      columns.filter(({ count, missing }) => count === 0 && missing > 0).map(({ name }) => quoted(name)),
    ),
    ...about(
      'missing-values',
      'Missing values in',
      columns
        .filter(({ count, missing }) => count > 0 && missing > 0)
        .map(({ name, missing }) => counted(name, missing)),
    ),
    ...about(
      'constant-column',
      'The same value in every row of',
      tables
        .filter((column) => column.count > 1 && column.std === 0 && !isRounded(column))
        .map(({ name }) => quoted(name)),
    ),
    ...about(
      'constant-column',
      'The same text in every row of',
      sheets
        .filter(({ categories, shape }) => categories?.length === 1 && shape[0]! > 1)
        .map(({ name }) => quoted(name)),
    ),
    ...about(
      'outliers',
      'Values far outside the rest in',
      tables
        .filter(({ outliers }) => outliers > 0)
        .map(({ name, outliers, sampled }) => counted(name, sampled === null ? outliers : `≈ ${outliers}`)),
    ),
    ...about(
      'rounded',
      'Whole numbers beyond 2⁵³, whose statistics are rounded, in',
      sheets
        .filter(({ dtype }) => dtype === 'int64' || dtype === 'uint64')
        .flatMap((sheet) => sheet.columns)
        .filter(isRounded)
        .map(({ name }) => quoted(name)),
    ),
    ...about(
      'many-categories',
      `More than ${MAX_CATEGORIES} different texts, so no input, in`,
      sheets
        // Texts that are all different are the tasks' to tell of: a name of each row.
        .filter(
          ({ categories, shape }) =>
            categories !== null && categories.length > MAX_CATEGORIES && categories.length !== shape[0],
        )
        .map(({ name, categories }) => counted(name, categories!.length)),
    ),
  ];
}

/** Whole numbers that differ may be the same as floating-point numbers. */
function isRounded({ min, max }: { min: number | null; max: number | null }): boolean {
  return Math.max(-(min ?? 0), max ?? 0) > Number.MAX_SAFE_INTEGER;
}

function about(code: DatasetWarning['code'], what: string, columns: string[]): DatasetWarning[] {
  if (columns.length === 0) return [];
  const rest = columns.length > MAX_NAMED ? ` and ${columns.length - MAX_NAMED} more` : '';
  return [{ code, message: `${what} ${columns.slice(0, MAX_NAMED).join(', ')}${rest}` }];
}

function quoted(name: string): string {
  return `\`${name}\``;
}
