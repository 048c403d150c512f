/** A table of runs and metrics: seeds together, the best of each column marked, and two groups of runs tested. */
import { Copy } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { titleWithUnit } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import {
  bestOfColumn,
  type MetricColumn,
  metricColumns,
  metricTable,
  recordedRun,
  type Statistic,
  type TableCell,
  type TableRow,
} from '../../runs/comparison/metricTable';
import { seedGroups } from '../../runs/comparison/seeds';
import { metricsCsv, metricsLatex, metricsMarkdown } from '../../runs/comparison/tableText';
import { notify, notifyFailure } from '../../store/notices';
import tools from '../../ui/charts/ChartTools.module.css';
import { Button } from '../../ui/controls/Button';
import { type Order, sortRows } from '../../ui/controls/columns';
import { Menu } from '../../ui/controls/Menu';
import { Name } from '../../ui/controls/Name';
import { Panel } from '../../ui/controls/Panel';
import table from '../../ui/controls/ResultTable.module.css';
import { SortableHeading } from '../../ui/controls/SortableHeading';
import { Toggle } from '../../ui/controls/Toggle';
import { WideTable } from '../../ui/controls/WideTable';
import { capitalised, tableNumber } from '../../ui/format/quantities';
import { GroupTest } from './GroupTest';
import styles from './MetricsPanel.module.css';
import { StatisticSelect } from './StatisticSelect';
import { useHistories } from './useHistories';

const hints = { min: 'Smaller is better', max: 'Larger is better' };

export function MetricsPanel({ runs }: { runs: readonly RunRecord[] }) {
  const ids = useId();
  const [statistic, setStatistic] = useState<Statistic>('best');
  const [together, setTogether] = useState(true);
  const [single, setSingle] = useState(false);
  const [order, setOrder] = useState<Order>({ column: 'name', descending: false });
  const { epochsOf, version, left } = useHistories(runs);
  const datasets = new Set(runs.map(({ dataset }) => dataset.fingerprint)).size;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for what is inside the histories.
  const { columns, rows, hasSubjects } = useMemo(() => {
    const recorded = new Map(runs.map((run) => [run.id, recordedRun(run, epochsOf(run))]));
    const all = metricColumns([...recorded.values()]);
    const groups = together ? seedGroups(runs) : runs.map((run) => ({ key: run.id, runs: [run] }));
    const shown = all.filter(({ metric }) => single || metric.subject === undefined);
    const whole = metricTable(groups, shown, statistic, recorded);
    // A metric that none has a value of says nothing: one without a direction has no best.
    const kept = shown.flatMap((_, c) => (whole.some(({ cells }) => cells[c]!.value !== null) ? [c] : []));
    return {
      columns: kept.map((c) => shown[c]!),
      rows: whole.map((row) => ({ ...row, cells: kept.map((c) => row.cells[c]!) })),
      hasSubjects: all.some(({ metric }) => metric.subject !== undefined),
    };
  }, [runs, version, together, single, statistic]);
  const sortable = [
    { key: 'name', value: ({ name }: TableRow) => name },
    ...columns.map(({ key }, c) => ({
      key: `metric ${key}`,
      value: ({ cells }: TableRow) => cells[c]!.value,
    })),
  ];
  const sorted = sortRows(rows, sortable, order);
  const copy = (what: string, text: string) =>
    navigator.clipboard.writeText(text).then(
      () => notify({ tone: 'good', title: `The table is in the clipboard as ${what}` }),
      (thrown: unknown) => notifyFailure('Could not copy the table', thrown),
    );
  const cellOf = (row: TableRow, c: number) => cellText(row.cells[c]!, row.runs.length > 1);
  const orderOf = (key: string) =>
    order.column === key ? (order.descending ? ('descending' as const) : ('ascending' as const)) : null;
  return (
    <>
      <Panel
        title="Metrics"
        aside={
          <div className={tools.tools}>
            <StatisticSelect value={statistic} onValue={setStatistic} />
            <span className={tools.toggle}>
              <label htmlFor={`${ids}seeds`}>seeds together</label>
              <Toggle id={`${ids}seeds`} checked={together} onValue={setTogether} />
            </span>
            {hasSubjects && (
              <span className={tools.toggle}>
                <label htmlFor={`${ids}single`}>every class or part</label>
                <Toggle id={`${ids}single`} checked={single} onValue={setSingle} />
              </span>
            )}
            <Menu
              trigger={
                <Button kind="quiet" icon={<Copy />}>
                  Copy
                </Button>
              }
              items={[
                { label: 'Copy as CSV', onSelect: () => void copy('CSV', metricsCsv(sorted, columns)) },
                {
                  label: 'Copy as Markdown',
                  onSelect: () => void copy('Markdown', metricsMarkdown(sorted, columns, cellOf)),
                },
                {
                  label: 'Copy as LaTeX',
                  onSelect: () => void copy('LaTeX', metricsLatex(sorted, columns, cellOf)),
                },
              ]}
            />
          </div>
        }
      >
        {columns.length === 0 ? (
          <p className={styles.hint}>{left > 0 ? 'Reading the histories…' : emptyWords(statistic)}</p>
        ) : (
          <>
            <WideTable label="Metrics of the chosen runs">
              <table className={`${table.table} ${styles.table}`}>
                <thead>
                  <tr>
                    <SortableHeading
                      title="Run"
                      order={orderOf('name')}
                      onOrder={(next) => setOrder({ column: 'name', descending: next === 'descending' })}
                    />
                    {columns.map(({ key, metric }) => (
                      <SortableHeading
                        key={key}
                        numeric
                        title={capitalised(titleWithUnit(metric))}
                        hint={metric.better === null ? undefined : hints[metric.better]}
                        first={metric.better === 'max' ? 'descending' : 'ascending'}
                        order={orderOf(`metric ${key}`)}
                        onOrder={(next) =>
                          setOrder({ column: `metric ${key}`, descending: next === 'descending' })
                        }
                      />
                    ))}
                  </tr>
                </thead>
                <Body rows={sorted} columns={columns} cellOf={cellOf} marks={datasets === 1} />
              </table>
            </WideTable>
            <p className={styles.hint}>
              {statisticHints[statistic]}{' '}
              {datasets === 1
                ? 'The best of each column is green and bold.'
                : `These runs are of ${datasets} datasets, so none is marked as the best.`}
              {rows.some(({ runs: own }) => own.length > 1) && ' Seeds: mean ± standard deviation (runs).'}
            </p>
          </>
        )}
      </Panel>
      {columns.length > 0 && together && <GroupTest rows={rows} columns={columns} />}
    </>
  );
}

const statisticHints: Record<Statistic, string> = {
  best: 'Best value over the epochs of validation, of training where that alone is measured.',
  atBest: 'Value of the epoch that the run kept as its best.',
  last: 'Value of the last epoch.',
  test: 'Measured on the test rows when a run ended.',
};

function emptyWords(statistic: Statistic): string {
  if (statistic === 'test')
    return 'None of these runs has measured test rows: they do when they end and have any.';
  return 'Values appear when the chosen runs have finished an epoch.';
}

interface BodyProps {
  /** Whether the values can be compared: those of other data are neither better nor worse. */
  marks: boolean;
  rows: readonly TableRow[];
  columns: readonly MetricColumn[];
  cellOf: (row: TableRow, column: number) => string;
}

function Body({ rows, columns, cellOf, marks }: BodyProps) {
  const best = columns.map(({ metric }, c) =>
    bestOfColumn(
      rows.map(({ cells }) => cells[c]!.value),
      marks ? metric.better : null,
    ),
  );
  return (
    <tbody>
      {rows.map((row, i) => (
        <tr key={row.key}>
          <th scope="row">
            <span className={styles.swatch} style={{ background: `var(--series-${row.colour % 8})` }} />
            <Name of={row.name} />
          </th>
          {columns.map(({ key }, c) => {
            const holds = best[c]!.has(i);
            return (
              <td key={key} className="number" data-best={holds || undefined}>
                {cellOf(row, c)}
                {holds && best[c]!.size > 1 && <span className={styles.tie}> tie</span>}
                {holds && <span className="only-read">, best</span>}
              </td>
            );
          })}
        </tr>
      ))}
    </tbody>
  );
}

/** `0.8123 ± 0.0041 (3)`; the count wherever a row is of several runs. */
function cellText({ value, deviation, values }: TableCell, several: boolean): string {
  if (value === null) return '–';
  const count = several ? ` (${values.length})` : '';
  return deviation === null
    ? `${tableNumber(value)}${count}`
    : `${tableNumber(value)} ± ${deviationText(deviation)}${count}`;
}

/** Two digits, zeros kept. */
function deviationText(deviation: number): string {
  if (deviation === 0) return '0';
  if (deviation < 1e-4 || deviation >= 1e6) return deviation.toExponential(1);
  return deviation >= 100 ? deviation.toFixed(0) : deviation.toPrecision(2);
}
