/** All units with their figures, a page at a time: ordered by any column, of one session or all. */
import { useMemo, useState } from 'react';
import { type Order, sortRows } from '../../../../ui/controls/columns';
import { Pager } from '../../../../ui/controls/Pager';
import table from '../../../../ui/controls/ResultTable.module.css';
import { Select } from '../../../../ui/controls/Select';
import { SortableHeading } from '../../../../ui/controls/SortableHeading';
import { WideTable } from '../../../../ui/controls/WideTable';
import { count, tableNumber } from '../../../../ui/format/quantities';
import type { UnitRow } from '../../metrics/unitRows';
import styles from './Units.module.css';
import { type UnitColumn, unitColumns, unitKey } from './unitColumns';

export interface UnitTableProps {
  rows: readonly UnitRow[];
  pageSize: number;
  /** Key of a unit; left out where none can be chosen. */
  chosen?: string | null;
  onChoose?: (row: UnitRow) => void;
}

export function UnitTable({ rows, pageSize, chosen = null, onChoose }: UnitTableProps) {
  const [order, setOrder] = useState<Order>({ column: 'bitsPerSpike', descending: false });
  const [session, setSession] = useState('');
  const [wanted, setPage] = useState(0);
  const columns = useMemo(() => unitColumns(rows), [rows]);
  const names = useMemo(() => [...new Set(rows.map((row) => row.session))], [rows]);
  const filtered = useMemo(
    () => (names.includes(session) ? rows.filter((row) => row.session === session) : rows),
    [rows, names, session],
  );
  const sorted = useMemo(() => sortRows(filtered, columns, order), [filtered, columns, order]);
  const page = Math.min(wanted, Math.max(0, Math.ceil(sorted.length / pageSize) - 1));
  return (
    <>
      <div className={styles.tools}>
        {names.length > 1 && (
          <div className={styles.choice}>
            <Select
              aria-label="Session"
              value={names.includes(session) ? session : ''}
              options={[
                { value: '', label: `All ${names.length} sessions` },
                ...names.map((name) => ({ value: name, label: name })),
              ]}
              onValue={(value) => {
                setSession(value);
                setPage(0);
              }}
            />
          </div>
        )}
        <Pager label="units" page={page} size={pageSize} total={sorted.length} onPage={setPage} />
      </div>
      <WideTable>
        <table className={table.table}>
          <thead>
            <tr>
              {columns.map(({ key, title, hint, first, numeric }) => (
                <SortableHeading
                  key={key}
                  title={title}
                  numeric={numeric}
                  first={first}
                  {...(hint && { hint })}
                  order={order.column === key ? (order.descending ? 'descending' : 'ascending') : null}
                  onOrder={(next) => {
                    setOrder({ column: key, descending: next === 'descending' });
                    setPage(0);
                  }}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(page * pageSize, (page + 1) * pageSize).map((row) => (
              <tr
                key={unitKey(row)}
                className={styles.row}
                data-chosen={unitKey(row) === chosen || undefined}
              >
                <th scope="row">
                  {onChoose ? (
                    <button
                      type="button"
                      className={styles.name}
                      aria-pressed={unitKey(row) === chosen}
                      onClick={() => onChoose(row)}
                    >
                      {row.cid}
                    </button>
                  ) : (
                    row.cid
                  )}
                </th>
                {columns.slice(1).map((column) => (
                  <td key={column.key} className={column.numeric ? 'number' : undefined}>
                    {cellText(column, row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </>
  );
}

function cellText({ value, whole }: UnitColumn, row: UnitRow): string {
  const cell = value(row);
  if (typeof cell === 'string') return cell;
  return whole ? count(cell) : tableNumber(cell);
}
