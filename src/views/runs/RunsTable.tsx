/** All runs: order by a click on a heading, choose to compare, rename in place. */
import type { RunRecord, RunStatus } from '../../protocol/records';
import { Checkbox } from '../../ui/controls/Checkbox';
import { SortableHeading } from '../../ui/controls/SortableHeading';
import { RunRow } from './RunRow';
import styles from './RunsTable.module.css';
import type { Order, RunColumn } from './runTable';

export interface RunsTableProps {
  runs: readonly RunRecord[];
  /** What runs are doing right now; the record of one that trains is a checkpoint behind. */
  statuses: ReadonlyMap<string, RunStatus>;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  order: Order;
  onOrder: (order: Order) => void;
}

const columns: { column: RunColumn; title: string; numeric?: boolean }[] = [
  { column: 'name', title: 'Run' },
  { column: 'status', title: 'State' },
  { column: 'dataset', title: 'Dataset' },
  { column: 'best', title: 'Best metric', numeric: true },
  { column: 'epoch', title: 'Epochs', numeric: true },
  { column: 'seconds', title: 'Duration', numeric: true },
  { column: 'createdAt', title: 'Created' },
];

export function RunsTable({ runs, statuses, chosen, onChoose, order, onOrder }: RunsTableProps) {
  const shownAndChosen = runs.filter(({ id }) => chosen.has(id)).length;
  const all = runs.length > 0 && shownAndChosen === runs.length;
  return (
    <div className={styles.scroller}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.choice}>
              <Checkbox
                label="Choose all runs"
                checked={all}
                mixed={shownAndChosen > 0 && !all}
                onValue={(checked) => onChoose(new Set(checked ? runs.map(({ id }) => id) : []))}
              />
            </th>
            {columns.map(({ column, title, numeric }) => (
              <SortableHeading
                key={column}
                title={title}
                numeric={numeric}
                order={order.column === column ? (order.descending ? 'descending' : 'ascending') : null}
                onOrder={(next) => onOrder({ column, descending: next === 'descending' })}
              />
            ))}
            <th scope="col">
              <span className="only-read">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow
              key={run.id}
              run={run}
              status={statuses.get(run.id) ?? run.status}
              chosen={chosen.has(run.id)}
              onChoose={(checked) => {
                const next = new Set(chosen);
                if (checked) next.add(run.id);
                else next.delete(run.id);
                onChoose(next);
              }}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
