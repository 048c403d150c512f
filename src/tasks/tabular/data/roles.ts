/** Guesses inputs and targets from names and shapes, for a config that leaves them empty. */

import { MAX_CATEGORIES } from '../../../engine/data/columns';
import { type ColumnedArray, columnCount, columnName, rowCount } from '../../../engine/data/flatColumns';
import { isSplitColumn } from '../../../engine/data/givenSplit';
import { AnnealError } from '../../../protocol/errors';
import type { Unfit } from './identifiers';

export interface Roles {
  inputs: string[];
  targets: string[];
  /** Columns that were passed over, each with the reason as the end of a sentence. */
  leftOut: { name: string; reason: string }[];
}

/** In fewer rows all texts differ by chance. */
const FEW_ROWS = 10;

const inputNames = ['x', 'inputs', 'input', 'features', 'data'];
const targetNames = ['y', 'targets', 'target', 'labels', 'label', 'class', 'output', 'outputs'];

/**
 * By name where there are such names, letter case and HDF5 groups ignored: X and Y, inputs and targets, features and
 * labels, data and target. Otherwise the last column is the target and every column with as many rows is an input.
 * @param unfit columns that are neither, as long as others are left.
 * @throws AnnealError `data-not-found` when there are not two columns.
 */
export function chooseRoles(
  arrays: Iterable<ColumnedArray>,
  transpose = false,
  unfit: Unfit = () => null,
): Roles {
  const usable = usableArrays(arrays);
  const [input, target] = pairByName(usable);
  if (input && target && (input.shape.length > 1 || usable.length === 2)) {
    return { inputs: [input.name], targets: [target.name], leftOut: [] };
  }
  if (usable.length === 1) return splitColumns(usable[0]!, transpose);
  const chosen = target ?? likeliestTarget(usable, transpose, unfit);
  if (!chosen) throw tooFew(0);
  return everythingElse(usable, chosen, transpose, unfit);
}

/** A column that divides the rows is neither. */
function usableArrays(arrays: Iterable<ColumnedArray>): ColumnedArray[] {
  return [...arrays].filter((array) => array.shape.length > 0 && !isSplitColumn(array));
}

/**
 * The last array of those with the samples: beside a large table there may be short lists, of the names of its columns for
 * instance. Of tables and single columns a column, and one that does not name the rows where there is any.
 */
function likeliestTarget(
  arrays: readonly ColumnedArray[],
  transpose: boolean,
  unfit: Unfit,
): ColumnedArray | undefined {
  const values = new Map<number, number>();
  for (const array of arrays) {
    const rows = rowCount(array, transpose);
    values.set(rows, (values.get(rows) ?? 0) + rows * columnCount(array, transpose));
  }
  const most = [...values.values()].reduce((larger, value) => Math.max(larger, value), 0);
  const own = arrays.filter((array) => values.get(rowCount(array, transpose)) === most);
  if (own.length < 2) return arrays.at(-1);
  const single = own.filter((array) => columnCount(array, transpose) === 1);
  return single.findLast((array) => unfit(array) === null) ?? single.at(-1) ?? own.at(-1);
}

/**
 * Inputs and target by name. Names inside of groups count where both lie in one, or everything lies in groups: a column of a
 * table may well be called `mg/y`.
 */
function pairByName(arrays: readonly ColumnedArray[]): (ColumnedArray | undefined)[] {
  const whole = [inputNames, targetNames].map((names) => byName(arrays, names, (name) => name));
  if (whole[0] && whole[1]) return whole;
  const inside = [inputNames, targetNames].map((names) => byName(arrays, names, lastPart));
  const areGroups = arrays.every(({ name }) => name.includes('/'));
  const isPair = inside[0] && inside[1] && groupOf(inside[0].name) === groupOf(inside[1].name);
  return areGroups || isPair ? inside : whole;
}

const lastPart = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const groupOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

function byName(
  arrays: readonly ColumnedArray[],
  names: readonly string[],
  partOf: (name: string) => string,
): ColumnedArray | undefined {
  for (const name of names) {
    const found = arrays.filter((array) => partOf(array.name.toLowerCase()) === name);
    if (found.length === 1) return found[0];
  }
  return undefined;
}

function splitColumns(array: ColumnedArray, transpose: boolean): Roles {
  const count = columnCount(array, transpose);
  if (count < 2) throw tooFew(count);
  const names = Array.from({ length: count }, (_, column) => columnName(array, column, transpose));
  return { inputs: names.slice(0, -1), targets: names.slice(-1), leftOut: [] };
}

/**
 * Every other column with as many rows, for targets that are chosen already; columns of one array among them.
 * @throws AnnealError `data-not-found` when none is left.
 */
export function chooseInputs(
  arrays: Iterable<ColumnedArray>,
  targets: readonly string[],
  transpose = false,
  unfit: Unfit = () => null,
): Roles {
  const usable = usableArrays(arrays);
  const columnsOf = (array: ColumnedArray) =>
    Array.from({ length: columnCount(array, transpose) }, (_, column) =>
      columnName(array, column, transpose),
    );
  const isTarget = (array: ColumnedArray) =>
    targets.includes(array.name) || columnsOf(array).some((name) => targets.includes(name));
  const target = usable.find(isTarget);
  if (!target) throw tooFew(usable.length);
  const siblings = usable
    .filter((array) => !targets.includes(array.name) && isTarget(array))
    .flatMap((array) => columnsOf(array).filter((name) => !targets.includes(name)));
  const others = usable.filter((array) => !isTarget(array));
  const { inputs, leftOut } = compareRows(
    others,
    target,
    transpose,
    siblings.length > 0 ? unfit : unlessAll(others, unfit),
  );
  if (inputs.length + siblings.length === 0) throw tooFew(targets.length, leftOut);
  return { inputs: [...siblings, ...inputs], targets: [...targets], leftOut };
}

function everythingElse(
  arrays: readonly ColumnedArray[],
  target: ColumnedArray,
  transpose: boolean,
  unfit: Unfit,
): Roles {
  const others = arrays.filter((array) => array !== target);
  const roles = compareRows(others, target, transpose, unlessAll(others, unfit));
  if (roles.inputs.length === 0) throw tooFew(1, roles.leftOut);
  return { ...roles, targets: [target.name] };
}

/** Where nothing else is left, a column that counts the rows may be the only input. */
function unlessAll(arrays: readonly ColumnedArray[], unfit: Unfit): Unfit {
  return arrays.some((array) => unfit(array) === null) ? unfit : () => null;
}

/** Those that can be inputs beside the target, and why the rest cannot. */
function compareRows(
  others: readonly ColumnedArray[],
  target: ColumnedArray,
  transpose: boolean,
  unfit: Unfit,
): Pick<Roles, 'inputs' | 'leftOut'> {
  const rows = rowCount(target, transpose);
  const reasons = others.map((array) => ({
    name: array.name,
    reason: reasonAgainst(array, rows, transpose) ?? unfit(array),
  }));
  return {
    inputs: reasons.filter(({ reason }) => reason === null).map(({ name }) => name),
    leftOut: reasons.flatMap(({ name, reason }) => (reason === null ? [] : [{ name, reason }])),
  };
}

function reasonAgainst(array: ColumnedArray, rows: number, transpose: boolean): string | null {
  const own = rowCount(array, transpose);
  if (own !== rows) return `it has ${own} rows, the target has ${rows}`;
  const texts = array.categories?.length ?? 0;
  if (texts >= FEW_ROWS && texts === rows) return 'it is an identifier: its texts are all different';
  return texts > MAX_CATEGORIES ? `it holds ${texts} different texts` : null;
}

function tooFew(columns: number, leftOut: Roles['leftOut'] = []): AnnealError {
  const reasons = leftOut.slice(0, 3).map(({ name, reason }) => `\`${name}\` was left out: ${reason}`);
  const found = `${columns} usable column${columns === 1 ? '' : 's'}`;
  return new AnnealError(
    'data-not-found',
    `Inputs and a target take two columns, here ${columns === 1 ? 'is' : 'are'} ${found}.`,
    {
      received: reasons.join('; ') || found,
      remedy: 'Add a file with the other columns, or name inputs and targets yourself.',
    },
  );
}
