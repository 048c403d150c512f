/** The order of columns after one of them was moved. Pure. */
import { nameKey } from '../../runs/table/columns';
import type { ColumnMove } from './RunHeading';

/** The name stays first. A column that is dropped onto another one takes its place, and pushes it on. */
export function movedColumn(keys: readonly string[], key: string, move: ColumnMove): string[] {
  const from = keys.indexOf(key);
  const to = 'by' in move ? from + move.by : keys.indexOf(move.onto);
  if (from < 0 || to < 0 || to >= keys.length || key === nameKey) return [...keys];
  const first = keys[0] === nameKey ? 1 : 0;
  return keys.filter((other) => other !== key).toSpliced(Math.max(first, to), 0, key);
}
