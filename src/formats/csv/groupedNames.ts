/** Names that stand in two rows, a group over several columns each and below it what differs in the group. */
import { isUnit } from './units';

type Row = readonly string[];

/**
 * The first row has gaps, as merged cells leave them, or repeats itself; the second has a word over each column of numbers.
 * @returns null where the first row alone names the columns.
 */
export function groupedNames(
  [groups = [], names = [], ...body]: readonly Row[],
  isNumber: (cell: string) => boolean | null,
): string[] | null {
  if (body.length < 2 || groups.length < 2 || names.length !== groups.length) return null;
  const isWord = (cell: string) => cell !== '' && isNumber(cell) === false;
  const filled = groups.filter((cell) => cell !== '');
  const gaps = groups.filter((cell, column) => cell === '' && names[column] !== '').length;
  const repeats = filled.length - new Set(filled).size;
  // One gap in three columns or more may be a column without a name.
  const fewest = groups.length === 2 ? 1 : 2;
  if (filled.length === 0 || !filled.every(isWord) || gaps + repeats < fewest) return null;
  const own = names.filter((cell) => cell !== '');
  if (own.length < filled.length - 1 || !own.every(isWord)) return null;
  if (own.filter(isUnit).length > own.length / 2 && repeats === 0 && gaps < filled.length) return null;
  const isOver = names.some((cell, column) => cell !== '' && body.some((row) => isNumber(row[column] ?? '')));
  if (!isOver) return null;
  if (new Set(names).size === names.length) return [...names];
  let group = '';
  return names.map((name, column) => {
    group = groups[column] || group;
    return name === '' || name === group ? name : `${group} ${name}`.trim();
  });
}
