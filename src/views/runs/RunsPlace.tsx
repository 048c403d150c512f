/** Runs: the table of all runs, and the chosen ones compared. */
import { useMemo, useState } from 'react';
import { useStudio } from '../../store/react/useStudio';
import { type Order, sortRows } from '../../ui/controls/columns';
import { TextField } from '../../ui/controls/TextField';
import { Compare } from '../compare/Compare';
import { useChartShortcuts } from '../runCharts/ChartTools';
import { NoRuns } from './NoRuns';
import { Queue } from './Queue';
import { ResumeAll } from './ResumeAll';
import styles from './RunsPlace.module.css';
import { RunsTable } from './RunsTable';
import { filterRuns, monitorColumns, runColumns } from './runTable';

export function RunsPlace() {
  const booted = useStudio((state) => state.booted);
  const runs = useStudio((state) => state.runs);
  const live = useStudio((state) => state.live);
  const followed = useStudio((state) => state.followed);
  const [text, setText] = useState('');
  const [order, setOrder] = useState<Order>({ column: 'createdAt', descending: true });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useChartShortcuts();
  const statuses = useMemo(
    () =>
      new Map([
        ...Object.entries(live).map(([id, { status }]) => [id, status] as const),
        ...Object.entries(followed).map(([id, run]) => [id, run.live.status] as const),
      ]),
    [live, followed],
  );
  const chosenRuns = useMemo(() => runs.filter(({ id }) => chosen.has(id)), [runs, chosen]);
  const monitored = useMemo(() => monitorColumns(runs), [runs]);
  const shown = sortRows(filterRuns(runs, text), runColumns(monitored), order);
  if (!booted) return null;
  if (runs.length === 0) return <NoRuns title="No runs yet" />;
  return (
    <div className={styles.place}>
      <header className={styles.head}>
        <h1>Runs</h1>
        <TextField
          type="search"
          aria-label="Filter runs"
          placeholder="Filter by name, dataset, state, tag"
          value={text}
          onValue={setText}
        />
      </header>
      <Queue />
      <ResumeAll />
      {shown.length === 0 ? (
        <p className={styles.hint}>No run matches “{text}”.</p>
      ) : (
        <RunsTable
          runs={shown}
          monitored={monitored}
          statuses={statuses}
          chosen={chosen}
          onChoose={setChosen}
          order={order}
          onOrder={setOrder}
        />
      )}
      {chosenRuns.length === 0 && <p className={styles.hint}>Choose runs to compare their curves.</p>}
      {chosenRuns.length > 0 && <Compare runs={chosenRuns} />}
    </div>
  );
}
