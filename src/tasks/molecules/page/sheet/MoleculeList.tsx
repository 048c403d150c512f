/** A page of molecules. Arrow keys go through them, and from the end of a page to the next. */
import { type KeyboardEvent, useEffect, useRef } from 'react';
import table from '../../../../ui/controls/ResultTable.module.css';
import { count } from '../../../../ui/format/quantities';
import type { MoleculeLine } from '../../preview/questions';
import { chargeText } from './chargeText';
import styles from './MoleculesPanel.module.css';

export interface MoleculeListProps {
  lines: readonly MoleculeLine[];
  /** Its row; null until the page is there. */
  chosen: number | null;
  /** Whether the chosen one takes the focus, as by keyboard. */
  focused: boolean;
  /** Lines that there is room for, so that a short page is as high as a full one. */
  rows: number;
  /** @param index on this page, or just before or behind it. */
  onChoose: (index: number, byKey: boolean) => void;
  onFirst: () => void;
  onLast: () => void;
}

export function MoleculeList(props: MoleculeListProps) {
  const { lines, chosen, focused, rows, onChoose, onFirst, onLast } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    if (focused && chosen !== null) body.current?.querySelector<HTMLElement>('[aria-pressed=true]')?.focus();
  }, [focused, chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    const index = lines.findIndex(({ row }) => row === chosen);
    const goes: Record<string, () => void> = {
      ArrowDown: () => onChoose(index + 1, true),
      ArrowUp: () => onChoose(index - 1, true),
      PageDown: () => onChoose(index + rows, true),
      PageUp: () => onChoose(index - rows, true),
      Home: onFirst,
      End: onLast,
    };
    const go = goes[event.key];
    if (!go || chosen === null) return;
    event.preventDefault();
    go();
  };
  return (
    <div className={styles.list} style={{ '--rows': rows }}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Formula</th>
            <th scope="col">Atoms</th>
            <th scope="col">Points</th>
            <th scope="col">Charge (e)</th>
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {lines.map(({ row, name, formula, atoms, points, totalCharge }, index) => (
            <tr
              key={row}
              className={styles.line}
              data-chosen={row === chosen || undefined}
              onClick={() => onChoose(index, false)}
            >
              <th scope="row">
                <button
                  type="button"
                  className={styles.name}
                  title={`${name}, row ${row}`}
                  aria-pressed={row === chosen}
                  tabIndex={row === chosen || (chosen === null && index === 0) ? 0 : -1}
                >
                  {name}
                </button>
              </th>
              <td>{formula}</td>
              <td className="number">{count(atoms)}</td>
              <td className="number">{points === 0 ? '–' : count(points)}</td>
              <td className="number">{chargeText(totalCharge)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
