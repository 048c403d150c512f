/** A group of runs in the table: how many, the spread of their numbers, and a button that unfolds them. */
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, type Ref } from 'react';
import { nameKey, type TableColumn } from '../../runs/table/columns';
import { commonValue, type RunGroup, spreadOf } from '../../runs/table/groups';
import type { TableRun } from '../../runs/table/tableRun';
import type { SpreadName } from '../../runs/table/view';
import { Checkbox } from '../../ui/controls/Checkbox';
import { count } from '../../ui/format/quantities';
import { spreadText, spreadWords, valueText } from './cellText';
import { Difference } from './Difference';
import styles from './RunsTable.module.css';

export interface GroupActions {
  toggle(key: string): void;
  chooseAll(ids: readonly string[], chosen: boolean): void;
}

export interface GroupRowProps {
  group: RunGroup;
  /** What groups the runs. */
  by: TableColumn;
  columns: readonly TableColumn[];
  spread: SpreadName;
  baseline: TableRun | null;
  open: boolean;
  /** How many of the runs are chosen. */
  chosen: number;
  actions: GroupActions;
  index: number;
  measure: Ref<HTMLTableRowElement>;
}

export const GroupRow = memo(function GroupRow(props: GroupRowProps) {
  const { group, by, columns, spread, baseline, open, chosen, actions, index, measure } = props;
  const { runs } = group;
  const label = group.value === null ? `no ${by.title.toLowerCase()}` : valueText(by, group.value);
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2} className={styles.group}>
      <td className={styles.choice}>
        <Checkbox
          label={`Choose all of ${label}`}
          checked={chosen === runs.length}
          mixed={chosen > 0 && chosen < runs.length}
          onValue={(checked) =>
            actions.chooseAll(
              runs.map(({ id }) => id),
              checked,
            )
          }
        />
      </td>
      {columns.map((column) =>
        column.key === nameKey ? (
          <th key={column.key} scope="row" className={styles.name}>
            <button
              type="button"
              className={styles.unfold}
              aria-expanded={open}
              onClick={() => actions.toggle(group.key)}
            >
              {open ? <ChevronDown aria-hidden="true" /> : <ChevronRight aria-hidden="true" />}
              <bdi title={label.length > 24 ? label : undefined}>{label}</bdi>
              <span className={styles.count}>
                {runs.length === 1 ? '1 run' : `${count(runs.length)} runs`}
              </span>
            </button>
          </th>
        ) : (
          <GroupCell key={column.key} {...{ runs, column, spread, baseline }} />
        ),
      )}
      <td className={styles.actions} />
    </tr>
  );
});

type GroupCellProps = Pick<GroupRowProps, 'spread' | 'baseline'> & {
  runs: readonly TableRun[];
  column: TableColumn;
};

function GroupCell({ runs, column, spread, baseline }: GroupCellProps) {
  const common = commonValue(runs, column);
  if (column.kind !== 'metric') {
    const isCommon = 'value' in common;
    return (
      <td className={isCommon && column.numeric ? 'number' : undefined}>
        {isCommon ? (
          valueText(column, common.value)
        ) : (
          <span className={styles.count}>{count(common.different)} different</span>
        )}
      </td>
    );
  }
  const found = spreadOf(runs.map((run) => column.value(run)));
  if (found === null) return <td className="number">–</td>;
  const other = baseline && column.value(baseline);
  return (
    <td className="number" title={spreadWords(found)}>
      {spreadText(found, spread)}
      {typeof other === 'number' && <Difference value={found.mean} baseline={other} better={column.better} />}
    </td>
  );
}
