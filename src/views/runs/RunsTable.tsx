/** All runs: order by a click on a heading, choose to compare, rename in place. */
import type { RunRecord, RunStatus } from '../../protocol/records';
import { Checkbox } from '../../ui/controls/Checkbox';
import type { Order } from '../../ui/controls/columns';
import { SortableHeading } from '../../ui/controls/SortableHeading';
import { WideTable } from '../../ui/controls/WideTable';
import { RunRow } from './RunRow';
import styles from './RunsTable.module.css';
import { type MonitorColumn, runColumns } from './runTable';

export interface RunsTableProps {
  runs: readonly RunRecord[];
  /** Columns of best values. */
  monitored: readonly MonitorColumn[];
  /** What runs are doing right now; the record of one that trains is a checkpoint behind. */
  statuses: ReadonlyMap<string, RunStatus>;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  order: Order;
  onOrder: (order: Order) => void;
}

const hints = { min: 'Smaller is better', max: 'Larger is better' };

export function RunsTable(props: RunsTableProps) {
  const { runs, monitored, statuses, chosen, onChoose, order, onOrder } = props;
  const better = new Map(monitored.map((column) => [column.key, column.better]));
  const hintOf = (key: string) => {
    const direction = better.get(key);
    return direction ? hints[direction] : undefined;
  };
  const shownAndChosen = runs.filter(({ id }) => chosen.has(id)).length;
  const all = runs.length > 0 && shownAndChosen === runs.length;
  return (
    <WideTable className={styles.scroller}>
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
            {runColumns(monitored).map(({ key, title, numeric, first }) => (
              <SortableHeading
                key={key}
                title={title}
                hint={hintOf(key)}
                numeric={numeric}
                first={first}
                order={order.column === key ? (order.descending ? 'descending' : 'ascending') : null}
                onOrder={(next) => onOrder({ column: key, descending: next === 'descending' })}
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
              monitored={monitored}
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
    </WideTable>
  );
}
