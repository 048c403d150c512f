/** The preset that fits a dataset at first sight, and how long it is to train; any other is one choice away. */
import { columnCount } from '../../engine/data/flatColumns';
import { type ArraySheet, type DescribedDataset, tableFormats } from '../../protocol/datasets';
import type { JsonObject } from '../../protocol/json';
import { MAX_AUTOMATIC_CLASSES } from './classes';
import type { Roles } from './roles';

/** Up to so many rows a network of the size of the other presets learns the rows by heart. */
const FEW_ROWS = 5000;
/** Optimizer steps of a small table, whatever its rows. */
const STEPS = 3000;

/**
 * For a table file, whose rows stand in no order or are sorted, "small" or "smallClasses" up to 5,000 rows, "wide" where these
 * are fewer than twice the inputs, else "table".
 * For arrays, whose order is that of the measurement, "quick". Classes, one target of text or of few whole numbers, are
 * "classify" where they are not few.
 */
export function suggestedPreset(
  { arrays, format }: DescribedDataset,
  { inputs, targets }: Pick<Roles, 'inputs' | 'targets'>,
): string {
  const [target] = targets;
  const sheet = targets.length === 1 ? arrays.find(({ name }) => name === target) : undefined;
  const isClass = sheet !== undefined && looksLikeClasses(sheet);
  const isSmall = tableFormats.includes(format) && rowsOf(arrays) <= FEW_ROWS;
  if (isSmall && rowsOf(arrays) < 2 * columnsIn(arrays, inputs)) return 'wide';
  if (isClass) return isSmall ? 'smallClasses' : 'classify';
  if (isSmall) return 'small';
  return tableFormats.includes(format) ? 'table' : 'quick';
}

/** Of the presets for small tables what depends on the rows: batches and epochs that make the steps; null for the others. */
export function suggestedSettings({ arrays }: DescribedDataset, preset: string): JsonObject | null {
  if (preset !== 'small' && preset !== 'smallClasses') return null;
  const rows = rowsOf(arrays);
  const batchSize = rows <= 150 ? 8 : rows <= 700 ? 16 : rows <= 1000 ? 32 : 64;
  const stepsPerEpoch = Math.max(1, Math.ceil((0.7 * rows) / batchSize));
  const epochs = Math.min(600, Math.max(40, Math.ceil(STEPS / stepsPerEpoch)));
  const training = { batchSize, epochs, patience: Math.max(20, Math.ceil(epochs / 4)) };
  // From some thousand rows on the rows themselves keep the network from learning chance.
  return rows > 1000 ? { training, model: { dropout: 0 } } : { training };
}

/** Columns that the network sees of arrays and columns of arrays: of a text one for each. */
function columnsIn(arrays: readonly ArraySheet[], names: readonly string[]): number {
  const count = (sheet: ArraySheet | undefined) =>
    sheet ? (sheet.categories?.length ?? columnCount(sheet)) : 1;
  return names.reduce((sum, name) => sum + count(arrays.find((sheet) => sheet.name === name)), 0);
}

function rowsOf(arrays: readonly ArraySheet[]): number {
  return arrays.reduce((most, { shape }) => Math.max(most, shape[0] ?? 0), 0);
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
