/** One run in the table. It is drawn again when its own run changes, not when another one does. */
import { Pin } from 'lucide-react';
import { memo, type Ref, useState } from 'react';
import { Link } from 'react-router';
import { hasBegun, type RunRecord } from '../../protocol/records';
import { nameKey, type TableColumn } from '../../runs/table/columns';
import type { TableRun } from '../../runs/table/tableRun';
import { useStudio } from '../../store/react/useStudio';
import { renameRun } from '../../store/runs';
import { Checkbox } from '../../ui/controls/Checkbox';
import { Name } from '../../ui/controls/Name';
import { NameField } from '../../ui/controls/NameField';
import { RunStatusMark } from '../../ui/controls/RunStatusMark';
import { evenDigits } from '../../ui/format/quantities';
import { cellText } from './cellText';
import { Difference } from './Difference';
import { RunMenu } from './RunMenu';
import type { RunQuestion } from './RunQuestions';
import styles from './RunsTable.module.css';
import { turnWords, waitWords } from './waitWords';

/** The same for all rows, and for as long as the table is there. */
export interface RowActions {
  choose(id: string, chosen: boolean): void;
  ask(question: RunQuestion): void;
  baseline(id: string | null): void;
}

export interface RunRowProps {
  run: TableRun;
  /** undefined for a run of another program. */
  record: RunRecord | undefined;
  columns: readonly TableColumn[];
  chosen: boolean;
  baseline: TableRun | null;
  actions: RowActions;
  /** Within the list that is shown, from 0. */
  index: number;
  measure: Ref<HTMLTableRowElement>;
}

export const RunRow = memo(function RunRow(props: RunRowProps) {
  const { run, record, columns, chosen, baseline, actions, index, measure } = props;
  const [renaming, setRenaming] = useState(false);
  const turn = useStudio(({ queue }) => turnWords(queue, run.id));
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2} data-chosen={chosen || undefined}>
      <td className={styles.choice}>
        <Checkbox
          label={`Choose ${run.name}`}
          checked={chosen}
          onValue={(checked) => actions.choose(run.id, checked)}
        />
      </td>
      {columns.map((column) =>
        column.key === nameKey ? (
          <NameCell
            key={column.key}
            run={run}
            columns={columns}
            isBaseline={baseline?.id === run.id}
            renaming={renaming}
            onRename={setRenaming}
          />
        ) : (
          <Cell key={column.key} {...{ run, record, column, baseline, turn }} />
        ),
      )}
      <td className={styles.actions}>
        {record && (
          <RunMenu
            run={record}
            status={run.status}
            queued={turn !== null}
            isBaseline={baseline?.id === run.id}
            onAsk={actions.ask}
            onRename={() => setRenaming(true)}
            onBaseline={actions.baseline}
          />
        )}
      </td>
    </tr>
  );
});

interface NameCellProps {
  run: TableRun;
  columns: readonly TableColumn[];
  isBaseline: boolean;
  renaming: boolean;
  onRename: (renaming: boolean) => void;
}

function NameCell({ run, columns, isBaseline, renaming, onRename }: NameCellProps) {
  const best = columns.find((column) => column.key.startsWith('best.') && column.value(run) !== null);
  const value = best?.value(run);
  return (
    <th scope="row" className={styles.name}>
      <span className={styles.swatch} style={{ background: `var(--series-${run.colour % 8})` }} />
      {renaming ? (
        <NameField
          name={run.name}
          onDone={(name) => {
            onRename(false);
            if (name !== null && name !== run.name) void renameRun(run.id, name);
          }}
        />
      ) : (
        <Link to={`/train/${run.id}`} onDoubleClick={() => onRename(true)}>
          <Name of={run.name} />
        </Link>
      )}
      {run.pinned && (
        <span className={styles.pin}>
          <Pin aria-hidden="true" />
          <span className="only-read">pinned</span>
        </span>
      )}
      {isBaseline && <span className={styles.mark}>baseline</span>}
      {run.archived && <span className={styles.mark}>archived</span>}
      {run.tags.map((tag) => (
        <span key={tag} className={styles.tag}>
          {tag}
        </span>
      ))}
      {best && typeof value === 'number' && (
        <p className={styles.best}>
          {best.title} <span className="number">{evenDigits(value, 5)}</span>
        </p>
      )}
      {run.notes && <p className={styles.note}>{run.notes}</p>}
    </th>
  );
}

interface CellProps {
  run: TableRun;
  record: RunRecord | undefined;
  column: TableColumn;
  baseline: TableRun | null;
  turn: string | null;
}

function Cell({ run, record, column, baseline, turn }: CellProps) {
  switch (column.key) {
    case 'state':
      return <StateCell run={run} record={record} turn={turn} />;
    case 'dataset':
      return (
        <td>
          <Name of={run.dataset} />
        </td>
      );
    case 'created':
      return (
        <td className={styles.date}>
          <time dateTime={run.createdAt}>{cellText(column, run)}</time>
        </td>
      );
    default: {
      const text = cellText(column, run);
      const value = column.value(run);
      const other = baseline && baseline.id !== run.id ? column.value(baseline) : null;
      const compared = column.kind === 'metric' && typeof value === 'number' && typeof other === 'number';
      return (
        <td className={column.numeric ? 'number' : undefined} title={text.length > 24 ? text : undefined}>
          {text}
          {compared && <Difference value={value} baseline={other} better={column.better} />}
        </td>
      );
    }
  }
}

function StateCell({ run, record, turn }: Pick<CellProps, 'run' | 'record' | 'turn'>) {
  const waitsFor = useStudio((state) => state.live[run.id]?.waitsFor);
  return (
    <td>
      <RunStatusMark
        status={run.status}
        alone={record?.alone}
        foreign={run.kind === 'foreign'}
        begun={record === undefined || hasBegun(record)}
        waitsFor={waitWords(waitsFor)}
      />
      {turn && <p className={styles.note}>{turn}</p>}
    </td>
  );
}
