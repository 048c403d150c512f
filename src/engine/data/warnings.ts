/** What somebody should know about a dataset before training on it. */
import type { ArraySheet, DatasetWarning } from '../../protocol/datasets';
import { chooseRoles } from '../../tasks/tabular/data/roles';
import { MAX_CATEGORIES } from './columns';
import { rowCount } from './flatColumns';
import { isImageArray } from './imageArrays';

/** At most this many columns are named in one warning. */
const MAX_NAMED = 5;

/** One warning a kind, naming the columns, in the order of how much they matter. */
export function datasetWarnings(sheets: readonly ArraySheet[]): DatasetWarning[] {
  // Of pixels it is nothing to remark that some are bright and a channel is constant; missing ones still count.
  const tables = sheets.filter((sheet) => !isImageArray(sheet)).flatMap((sheet) => sheet.columns);
  const columns = sheets.flatMap((sheet) => sheet.columns);
  const counted = (name: string, count: number) => `${quoted(name)} (${count})`;
  return [
    ...rowsDiffer(sheets),
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
      tables.filter(({ count, std }) => count > 1 && std === 0).map(({ name }) => quoted(name)),
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
      tables.filter(({ outliers }) => outliers > 0).map(({ name, outliers }) => counted(name, outliers)),
    ),
    ...about(
      'many-categories',
      `More than ${MAX_CATEGORIES} different texts, so no input, in`,
      sheets
        .filter(({ categories }) => categories !== null && categories.length > MAX_CATEGORIES)
        .map(({ name, categories }) => counted(name, categories!.length)),
    ),
  ];
}

function about(code: DatasetWarning['code'], what: string, columns: string[]): DatasetWarning[] {
  if (columns.length === 0) return [];
  const rest = columns.length > MAX_NAMED ? ` and ${columns.length - MAX_NAMED} more` : '';
  return [{ code, message: `${what} ${columns.slice(0, MAX_NAMED).join(', ')}${rest}` }];
}

function quoted(name: string): string {
  return `\`${name}\``;
}

/** Inputs and targets, as they would be chosen, of different lengths; with the offer to transpose where that helps. */
function rowsDiffer(sheets: readonly ArraySheet[]): DatasetWarning[] {
  const [input, target] = chosenPair(sheets);
  if (!input || !target || rowCount(input) === rowCount(target)) return [];
  const counts = `${quoted(input.name)} has ${rowCount(input)} rows and ${quoted(target.name)} has ${rowCount(target)}`;
  const helps = rowCount(input, true) === rowCount(target, true);
  const offer = helps
    ? `both have ${rowCount(input, true)} columns: the samples seem to lie in columns, so transpose both`
    : 'choose arrays with one row a sample';
  return [{ code: 'rows-differ', message: `${counts}; ${offer}` }];
}

function chosenPair(sheets: readonly ArraySheet[]): (ArraySheet | undefined)[] {
  try {
    const { inputs, targets } = chooseRoles(sheets);
    return [inputs[0], targets[0]].map((name) => sheets.find((sheet) => sheet.name === name));
  } catch {
    // Nothing to pair; whoever trains is told by the roles themselves.
    return [];
  }
}
