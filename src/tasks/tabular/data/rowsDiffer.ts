/** Inputs and targets that do not belong together: the warning about them. */
import { rowCount } from '../../../engine/data/flatColumns';
import type { ArraySheet, DatasetWarning } from '../../../protocol/datasets';
import { chooseRoles } from './roles';

/** Inputs and targets, as they would be chosen, of different lengths; with the offer to transpose where that helps. */
export function rowsDiffer(sheets: readonly ArraySheet[]): DatasetWarning[] {
  const [input, target] = chosenPair(sheets);
  if (!input || !target || rowCount(input) === rowCount(target)) return [];
  const counts = `\`${input.name}\` has ${rowCount(input)} rows and \`${target.name}\` has ${rowCount(target)}`;
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
