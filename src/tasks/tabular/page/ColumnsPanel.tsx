/**
 * The arrays and columns of a dataset: what goes in, what is predicted, and the numbers of each.
 * A file with groups is a tree by its paths; an array with several columns unfolds into them.
 */
import { useState } from 'react';
import type { DatasetRecord } from '../../../protocol/datasets';
import { StatisticsHeadings } from '../../../ui/charts/StatisticsCells';
import styles from '../../../ui/charts/StatisticsTable.module.css';
import { Button } from '../../../ui/controls/Button';
import { Panel } from '../../../ui/controls/Panel';
import { TextField } from '../../../ui/controls/TextField';
import { WideTable } from '../../../ui/controls/WideTable';
import { count } from '../../../ui/format/quantities';
import type { Roles } from '../roles';
import { ColumnRow } from './ColumnRow';
import { sheetRows } from './sheetRows';

export interface ColumnsPanelProps {
  dataset: DatasetRecord;
  roles: Roles;
}

/** Rows that are drawn at once; more are drawn when asked for. */
const batch = 100;

export function ColumnsPanel({ dataset, roles }: ColumnsPanelProps) {
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(dataset.arrays.length <= 3 ? dataset.arrays.map(({ name }) => name) : []),
  );
  const [limit, setLimit] = useState(batch);
  const rows = sheetRows(dataset, search, open, roles.transpose);
  const toggle = (name: string) => {
    const next = new Set(open);
    if (!next.delete(name)) next.add(name);
    setOpen(next);
  };
  return (
    <Panel
      title="Columns"
      aside={
        <TextField
          type="search"
          className={styles.search}
          value={search}
          onValue={setSearch}
          placeholder="Find a column"
          aria-label="Find a column"
        />
      }
    >
      <WideTable>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col" className={styles.name}>
                Name
              </th>
              <th scope="col">Input</th>
              <th scope="col">Target</th>
              <th scope="col">Type</th>
              <StatisticsHeadings />
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, limit).map((row) => (
              <ColumnRow key={row.key} row={row} dataset={dataset} roles={roles} onToggle={toggle} />
            ))}
          </tbody>
        </table>
      </WideTable>
      {rows.length === 0 && <p className={styles.none}>No column is called "{search}".</p>}
      {rows.length > limit && (
        <Button kind="quiet" onClick={() => setLimit(limit + batch * 5)}>
          Show more of {count(rows.length)} rows
        </Button>
      )}
    </Panel>
  );
}
