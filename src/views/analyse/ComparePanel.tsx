/** The checkpoints of a run side by side; each is analysed in turn when the reader asks for it. */
import { Download, Play, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { SplitChoice } from '../../protocol/commands';
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import { ask } from '../../store/asking';
import { saveFile } from '../../store/downloads/saveFile';
import { notifyFailure } from '../../store/notices';
import { useRunSeries } from '../../store/react/useRunSeries';
import type { Figure } from '../../tasks/page';
import { pages } from '../../tasks/pages';
import { metricsOfRun } from '../../tasks/recordedMetrics';
import { taskKind } from '../../tasks/runConfig';
import { Button } from '../../ui/controls/Button';
import { Panel } from '../../ui/controls/Panel';
import { Progress } from '../../ui/controls/Progress';
import table from '../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../ui/controls/WideTable';
import { capitalised, tableNumber } from '../../ui/format/quantities';
import { fallbackWords, kindWords } from '../checkpoints/checkpointWords';
import styles from './ComparePanel.module.css';
import { bestRows, type Comparison, compareCheckpoints, comparisonCsv } from './comparison';

export interface ComparePanelProps {
  run: RunRecord;
  checkpoints: readonly ListedCheckpoint[];
  split: SplitChoice;
}

export function ComparePanel({ run, checkpoints, split }: ComparePanelProps) {
  const { figures, working, start, cancel } = useFigures(run, checkpoints, split);
  const { series } = useRunSeries(run.id);
  const epochs = series.epochs();
  const { comparedMetrics = ['loss'] } = pages[taskKind(run.config.task)];
  const comparison = useMemo(() => {
    const known = metricsOfRun(run, epochs.slice(-1));
    const recorded = comparedMetrics.flatMap((name) => known.filter((info) => info.name === name));
    return compareCheckpoints(checkpoints, epochs, recorded, figures);
  }, [run, checkpoints, epochs, comparedMetrics, figures]);
  const left = checkpoints.filter(({ id }) => !figures.has(id)).length;
  return (
    <Panel
      title={run.best ? `Checkpoints, best at epoch ${run.best.epoch}` : 'Checkpoints'}
      aside={
        <div className={styles.tools}>
          {working !== null ? (
            <Button icon={<X />} onClick={cancel}>
              Cancel
            </Button>
          ) : (
            left > 0 && (
              <Button icon={<Play />} onClick={start}>
                {left === checkpoints.length ? `Analyse all ${left}` : `Analyse ${left} more`}
              </Button>
            )
          )}
          <Button
            kind="quiet"
            icon={<Download />}
            onClick={() => saveFile(`${run.name} checkpoints.csv`, comparisonCsv(comparison), 'text/csv')}
          >
            Checkpoints as CSV
          </Button>
        </div>
      }
    >
      {working !== null && (
        <Progress
          label="Checkpoints"
          value={working}
          text={`${checkpoints.length - left} of ${checkpoints.length} checkpoints`}
        />
      )}
      <CheckpointTable comparison={comparison} />
    </Panel>
  );
}

function CheckpointTable({ comparison }: { comparison: Comparison }) {
  const best = bestRows(comparison);
  return (
    <WideTable label="Checkpoints side by side">
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Checkpoint</th>
            <th scope="col">Epoch</th>
            {comparison.columns.map(({ name, title, unit }) => (
              <th key={name} scope="col">
                {capitalised(title)}
                {unit && ` (${unit})`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {comparison.rows.map(({ checkpoint, values }, row) => (
            <tr key={checkpoint.id}>
              <th scope="row">{nameOf(checkpoint)}</th>
              <td className="number">{checkpoint.epoch}</td>
              {values.map((value, column) => (
                <td
                  key={comparison.columns[column]!.name}
                  className="number"
                  data-best={best[column]!.has(row) || undefined}
                >
                  {tableNumber(value)}
                  {best[column]!.has(row) && best[column]!.size > 1 && (
                    <span className={styles.tie}> tie</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

function nameOf({ kinds }: ListedCheckpoint): string {
  const words = kinds.length === 0 ? [fallbackWords] : kinds.map((kind) => kindWords[kind]);
  return capitalised(words.map(({ name }) => name).join(', '));
}

interface Figures {
  /** Of the checkpoints that were analysed, by id. */
  figures: ReadonlyMap<string, readonly Figure[]>;
  /** From 0 to 1; null while nothing is analysed. */
  working: number | null;
  start: () => void;
  cancel: () => void;
}

/** Asks for one analysis after the other, and keeps of each its figures alone. */
function useFigures(run: RunRecord, checkpoints: readonly ListedCheckpoint[], split: SplitChoice): Figures {
  const [figures, setFigures] = useState<ReadonlyMap<string, readonly Figure[]>>(new Map());
  const [working, setWorking] = useState<number | null>(null);
  const work = useRef<AbortController>(null);
  useEffect(() => () => work.current?.abort(), []);

  async function start(): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    work.current = controller;
    setWorking(0);
    const left = checkpoints.filter(({ id }) => !figures.has(id));
    const task = taskKind(run.config.task);
    try {
      for (const [i, { id }] of left.entries()) {
        const analysis = await ask(
          task,
          'analysis',
          { split },
          { checkpointId: id },
          {
            onProgress: ({ done, total }) => setWorking((i + (total === 0 ? 0 : done / total)) / left.length),
            signal,
          },
        );
        if (signal.aborted) return;
        const own = pages[task].figures?.(analysis) ?? [];
        setFigures((known) => new Map(known).set(id, own));
      }
    } catch (thrown) {
      if (!signal.aborted) notifyFailure('Could not analyse a checkpoint', thrown);
    } finally {
      if (work.current === controller) setWorking(null);
    }
  }

  return { figures, working, start: () => void start(), cancel: () => work.current?.abort() };
}
