/** The rows of the columns table: groups of a file's paths, arrays, and the columns of the arrays that are unfolded. */
import { columnCount } from '../../../engine/data/flatColumns';
import { folderOf } from '../../../formats/folders';
import type { ArraySheet, ColumnStatistics, DatasetRecord } from '../../../protocol/datasets';

export type SheetRow =
  | { kind: 'group'; key: string; name: string; depth: number }
  | {
      kind: 'array';
      key: string;
      name: string;
      depth: number;
      array: ArraySheet;
      /** The numbers of its only column; null when it has several. */
      statistics: ColumnStatistics | null;
      /** null when there is nothing to unfold. */
      open: boolean | null;
    }
  | {
      kind: 'column';
      key: string;
      name: string;
      depth: number;
      array: ArraySheet;
      statistics: ColumnStatistics;
    }
  /** Columns that are stored but not described. */
  | { kind: 'rest'; key: string; depth: number; count: number };

/**
 * @param search part of a name; what matches is shown, also inside folded arrays.
 * @param open names of the unfolded arrays.
 * @param transpose samples are columns: the columns of the file are no columns then, so only arrays are listed.
 */
export function sheetRows(
  dataset: DatasetRecord,
  search: string,
  open: ReadonlySet<string>,
  transpose = false,
): SheetRow[] {
  const wanted = search.trim().toLowerCase();
  const matches = (name: string) => wanted === '' || name.toLowerCase().includes(wanted);
  const rows: SheetRow[] = [];
  let group = '';
  for (const array of dataset.arrays) {
    const whole = matches(array.name);
    const described = !transpose && (array.columns.length > 1 || columnCount(array) > 1);
    const columns = described
      ? array.columns.filter(({ name }) => (wanted === '' ? open.has(array.name) : !whole && matches(name)))
      : [];
    const unfolded =
      columns.length > 0 ? columns : whole && open.has(array.name) && described ? array.columns : [];
    if (!whole && columns.length === 0) continue;
    const parent = folderOf(array.name, dataset);
    const inside = parent === '' ? 0 : parent.length + 1;
    if (parent !== group && parent !== '') {
      rows.push({ kind: 'group', key: `group ${parent}`, name: parent, depth: 0 });
    }
    group = parent;
    const depth = parent === '' ? 0 : 1;
    rows.push({
      kind: 'array',
      key: `array ${array.name}`,
      name: array.name.slice(inside),
      depth,
      array,
      statistics: described || transpose ? null : (array.columns[0] ?? null),
      open: described ? unfolded.length > 0 : null,
    });
    for (const statistics of unfolded) {
      const { name } = statistics;
      rows.push({
        kind: 'column',
        key: `column ${name}`,
        name: name.slice(inside),
        depth: depth + 1,
        array,
        statistics,
      });
    }
    const rest = columnCount(array) - array.columns.length;
    if (unfolded.length === array.columns.length && unfolded.length > 0 && rest > 0) {
      rows.push({ kind: 'rest', key: `rest ${array.name}`, depth: depth + 1, count: rest });
    }
  }
  return rows;
}
