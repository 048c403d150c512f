/** Runs: the table of all runs, and the chosen ones compared. */
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { groupColumns, offeredColumns, type TableColumn, tableColumns } from '../../runs/table/columns';
import { groupedRunsCsv, runsCsv } from '../../runs/table/csv';
import { groupRuns } from '../../runs/table/groups';
import { nextSort, sortRuns } from '../../runs/table/order';
import { namesOf } from '../../runs/table/tableRun';
import { wholeIds } from '../../runs/table/view';
import { saveFile } from '../../store/downloads/saveFile';
import { useStudio } from '../../store/react/useStudio';
import { chooseColumns, resetColumns, resizeColumn, tablePreferences } from '../../store/tablePreferences';
import { count } from '../../ui/format/quantities';
import { Compare } from '../compare/Compare';
import { useChartShortcuts } from '../runCharts/ChartTools';
import { ChosenBar } from './ChosenBar';
import { ColumnsDialog } from './ColumnsDialog';
import { movedColumn } from './columnMoves';
import { FilterField } from './FilterField';
import type { GroupActions } from './GroupRow';
import { NoRuns } from './NoRuns';
import { Queue } from './Queue';
import { ResumeAll } from './ResumeAll';
import { type RunQuestion, RunQuestions } from './RunQuestions';
import type { RowActions } from './RunRow';
import styles from './RunsPlace.module.css';
import { RunsTable } from './RunsTable';
import { TableTools } from './TableTools';
import { idsBetween, type TableItem, tableItems } from './tableItems';
import { useFilterText } from './useFilterText';
import { useAllRuns, useTableRuns } from './useTableRuns';
import { useTableView } from './useTableView';

export function RunsPlace() {
  const booted = useStudio((state) => state.booted);
  const hasRuns = useStudio((state) => state.runs.length + state.foreignRuns.length > 0);
  useChartShortcuts();
  if (!booted) return null;
  return hasRuns ? <Runs /> : <NoRuns title="No runs yet" />;
}

const none: readonly string[] = [];

function Runs() {
  const records = useAllRuns();
  const rows = useTableRuns();
  const idText = rows.map(({ id }) => id).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids stay the same list as long as they say the same.
  const ids = useMemo(() => rows.map(({ id }) => id), [idText]);
  const { view, change } = useTableView(ids);
  const [question, setQuestion] = useState<RunQuestion | null>(null);
  const [choosesColumns, setChoosesColumns] = useState(false);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());

  const { text, filter, typed, type, begin } = useFilterText(view.filter, rows, change);

  const kept = useStore(tablePreferences);
  const keys = view.columns ?? kept.columns;
  const columns = useStable(useMemo(() => tableColumns(keys, rows), [keys, rows]));
  const widths = useMemo(() => new Map(kept.widths), [kept.widths]);

  const inSight = useMemo(
    () => (view.archived ? rows : rows.filter(({ archived }) => !archived)),
    [rows, view.archived],
  );
  const sorted = useMemo(() => {
    const fitting = inSight.filter((run) => filter.fits(run));
    const ordering = tableColumns(
      view.sort.map(({ column }) => column),
      rows,
    );
    return sortRuns(fitting, ordering, view.sort);
  }, [inSight, filter, view.sort, rows]);

  // A run keeps its configuration: only which runs there are decides what they can be grouped by. The table comes first.
  const settled = useDeferredValue<readonly string[]>(ids, none);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const grouping = useMemo(() => (settled === none ? [] : groupColumns(rows)), [settled]);
  const by = useStable(
    useMemo(
      () => tableColumns(view.group ? [view.group] : [], rows).filter(({ key }) => key === view.group),
      [view.group, rows],
    ),
  )[0];
  const groups = useMemo(() => (by ? groupRuns(sorted, by) : null), [by, sorted]);
  const items = useMemo(() => tableItems(sorted, groups, unfolded), [sorted, groups, unfolded]);

  const chosen = useMemo(() => new Set(wholeIds(view.chosen, ids)), [view.chosen, ids]);
  const chosenRecords = useMemo(() => records.filter(({ id }) => chosen.has(id)), [records, chosen]);
  const [baselineId] = useMemo(
    () => wholeIds(view.baseline ? [view.baseline] : [], ids),
    [view.baseline, ids],
  );
  const baseline = rows.find(({ id }) => id === baselineId) ?? null;
  const recordsById = useMemo(() => new Map(records.map((run) => [run.id, run])), [records]);
  const shownAndChosen = sorted.filter(({ id }) => chosen.has(id)).length;
  const archived = rows.filter((run) => run.archived).length;

  const setColumns = (next: string[] | null) => {
    chooseColumns(next);
    change({ columns: next });
  };
  const { actions, onPress } = useActions({ chosen, items, change, setQuestion, setUnfolded });
  const shown = `${count(sorted.length)} of ${count(rows.length)} ${rows.length === 1 ? 'run' : 'runs'}`;
  const hidden = view.archived ? 0 : archived;
  const words = [
    filter.kind === 'all' ? shown : `${shown}: ${filter.words}`,
    hidden > 0 ? ` · ${count(hidden)} archived not shown` : '',
  ].join('');
  return (
    <div className={styles.place} onClickCapture={onPress}>
      <header className={styles.head}>
        <h1>Runs</h1>
        <FilterField
          text={text}
          onText={type}
          filter={typed}
          words={words}
          names={() => namesOf(rows)}
          onBegin={begin}
        />
      </header>
      <Queue />
      <ResumeAll />
      <div className={styles.line}>
        <TableTools
          groups={by && !grouping.some(({ key }) => key === by.key) ? [by, ...grouping] : grouping}
          by={by ?? null}
          onGroup={(group) => change({ group })}
          spread={view.spread}
          onSpread={(spread) => change({ spread })}
          unfolded={groups?.every(({ key }) => unfolded.has(key)) ?? false}
          onUnfold={(all) => setUnfolded(new Set(all ? groups?.map(({ key }) => key) : []))}
          archived={archived}
          showsArchived={view.archived}
          onArchived={(next) => change({ archived: next })}
          onColumns={() => setChoosesColumns(true)}
          onCsv={() =>
            saveFile(
              'runs.csv',
              groups && by ? groupedRunsCsv(groups, by.title, columns) : runsCsv(sorted, columns),
              'text/csv',
            )
          }
        />
        {chosenRecords.length > 0 && (
          <ChosenBar
            runs={chosenRecords}
            hidden={chosenRecords.length - shownAndChosen}
            onClear={() => change({ chosen: [] }, false)}
          />
        )}
      </div>
      {sorted.length === 0 ? (
        <p className={styles.hint}>
          {filter.kind === 'all' ? 'All runs are archived.' : 'No run fits the filter.'}
        </p>
      ) : (
        <RunsTable
          items={items}
          records={recordsById}
          columns={columns}
          by={by ?? null}
          spread={view.spread}
          unfolded={unfolded}
          baseline={baseline}
          chosen={chosen}
          chosenPart={shownAndChosen === 0 ? 'none' : shownAndChosen === sorted.length ? 'all' : 'some'}
          sort={view.sort}
          widths={widths}
          actions={actions}
          onChooseAll={(all) => change({ chosen: all ? sorted.map(({ id }) => id) : [] }, false)}
          onOrder={(column, adds) => change({ sort: nextSort(view.sort, column, adds) })}
          onMove={(key, move) =>
            setColumns(
              movedColumn(
                columns.map((column) => column.key),
                key,
                move,
              ),
            )
          }
          onWidth={resizeColumn}
        />
      )}
      {chosenRecords.length === 0 && <p className={styles.hint}>Choose runs to compare their curves.</p>}
      {chosenRecords.length > 0 && <Compare runs={chosenRecords} />}
      {question && <RunQuestions question={question} onClose={() => setQuestion(null)} />}
      {choosesColumns && (
        <ColumnsDialog
          shown={columns}
          offered={offeredColumns(rows)}
          onColumns={setColumns}
          onReset={() => {
            resetColumns();
            change({ columns: null });
          }}
          onClose={() => setChoosesColumns(false)}
        />
      )}
    </div>
  );
}

/** The same columns for as long as they say the same, so that no row is drawn again because another run changed. */
function useStable(columns: TableColumn[]): TableColumn[] {
  const said = JSON.stringify(columns);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a column reads follows from what it says.
  return useMemo(() => columns, [said]);
}

interface ActionParts {
  chosen: ReadonlySet<string>;
  items: readonly TableItem[];
  change: ReturnType<typeof useTableView>['change'];
  setQuestion: (question: RunQuestion) => void;
  setUnfolded: (change: (before: ReadonlySet<string>) => ReadonlySet<string>) => void;
}

/** What rows do. The functions stay the same and look up what holds when they are called. */
function useActions(parts: ActionParts) {
  const latest = useRef(parts);
  latest.current = parts;
  /** Where a range begins, and whether Shift was held at the last press. */
  const range = useRef<{ from: string | null; shift: boolean }>({ from: null, shift: false });
  const [actions] = useState((): RowActions & GroupActions => {
    const put = (ids: readonly string[], isChosen: boolean) => {
      const next = new Set(latest.current.chosen);
      for (const id of ids) {
        if (isChosen) next.add(id);
        else next.delete(id);
      }
      latest.current.change({ chosen: [...next] }, false);
    };
    return {
      choose(id, isChosen) {
        const { from, shift } = range.current;
        put(shift ? idsBetween(latest.current.items, from, id) : [id], isChosen);
        range.current.from = id;
      },
      chooseAll: put,
      ask: (question) => latest.current.setQuestion(question),
      baseline: (id) => latest.current.change({ baseline: id }),
      toggle: (key) =>
        latest.current.setUnfolded((before) => {
          const next = new Set(before);
          if (!next.delete(key)) next.add(key);
          return next;
        }),
    };
  });
  const onPress = (event: { shiftKey: boolean }) => {
    range.current.shift = event.shiftKey;
  };
  return { actions, onPress };
}
