/** The preset that fits a dataset at first sight; any other is one choice away. */
import { columnCount } from '../../engine/data/flatColumns';
import { type ArraySheet, type DescribedDataset, tableFormats } from '../../protocol/datasets';
import { MAX_AUTOMATIC_CLASSES } from './classes';

/**
 * "classify" for one target of text or of few whole numbers. Else "table" for rows of a table file, which stand in
 * no order or are sorted, and "quick" for arrays, whose order is that of the measurement.
 */
export function suggestedPreset({ arrays, format }: DescribedDataset, targets: readonly string[]): string {
  const [target] = targets;
  const sheet = targets.length === 1 ? arrays.find(({ name }) => name === target) : undefined;
  if (sheet && looksLikeClasses(sheet)) return 'classify';
  return tableFormats.includes(format) ? 'table' : 'quick';
}

/** A guess from the sheet, which has no values; the task looks at them all. */
export function looksLikeClasses(sheet: ArraySheet): boolean {
  if (sheet.categories) return true;
  const [column] = sheet.columns;
  if (!column || columnCount(sheet) !== 1 || column.min === null || column.max === null) return false;
  const firstValues = sheet.firstRows.flat().filter((value) => value !== null);
  const isWhole = [column.min, column.max, ...firstValues].every(Number.isInteger);
  // With at most ten whole numbers from min to max each of the twenty bins holds one of them or none.
  return isWhole && column.max - column.min < MAX_AUTOMATIC_CLASSES;
}
