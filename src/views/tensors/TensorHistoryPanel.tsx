/** The values of a tensor over the course of a run: as its history keeps them, and as its checkpoints hold them. */
import { Eye, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { csvText } from '../../formats/csv/write';
import { AnnealError, type ErrorJson } from '../../protocol/errors';
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import type { TensorReport } from '../../protocol/tensors';
import { tensorReport } from '../../store/asking';
import { chartSaver } from '../../store/downloads/chartSaver';
import { useRunSeries } from '../../store/react/useRunSeries';
import { ChartMenu } from '../../ui/charts/ChartMenu';
import { HistogramHeat } from '../../ui/charts/HistogramHeat';
import { Button } from '../../ui/controls/Button';
import { Notice } from '../../ui/controls/Notice';
import { Panel } from '../../ui/controls/Panel';
import { Progress } from '../../ui/controls/Progress';
import { Select } from '../../ui/controls/Select';
import { count } from '../../ui/format/quantities';
import styles from './TensorsPanel.module.css';
import { histogramsOver, kindsOver, mergedReports, namesOver } from './tensorHistory';
import { kindTitle } from './tensorTable';

export interface TensorHistoryPanelProps {
  run: RunRecord;
  /** Newest first. */
  checkpoints: readonly ListedCheckpoint[];
}

/** Checkpoints that are read at most, evenly over all. */
const MOST_READ = 40;

export function TensorHistoryPanel({ run, checkpoints }: TensorHistoryPanelProps) {
  const { series } = useRunSeries(run.id);
  const epochs = series.epochs();
  const { read, reports, error, start, cancel } = useCheckpointReports(checkpoints);
  const kept = useMemo(
    () => epochs.flatMap(({ epoch, step, tensors }) => (tensors ? [{ epoch, step, tensors }] : [])),
    [epochs],
  );
  const all = useMemo(() => mergedReports(kept, reports), [kept, reports]);
  const steps = new Set(checkpoints.map(({ step }) => step)).size;
  return (
    <Panel
      title="Histograms over the run"
      aside={
        read !== null ? (
          <Button kind="quiet" icon={<X />} onClick={cancel}>
            Cancel
          </Button>
        ) : (
          reports.length === 0 &&
          steps > 1 && (
            <Button icon={<Eye />} onClick={start}>
              Read {count(Math.min(steps, MOST_READ))} checkpoints
            </Button>
          )
        )
      }
    >
      {read !== null && <Progress label="Checkpoints" value={read} />}
      {error && <Notice tone="bad" title="Could not read a checkpoint" error={error} />}
      {all.length > 1 ? (
        <Course reports={all} run={run} gradients={kept.length > 1} />
      ) : (
        read === null && (
          <p className={styles.hint}>
            {steps > 1
              ? 'How the weights of each layer are spread, checkpoint by checkpoint. '
              : 'This takes two checkpoints. '}
            {withGradients}
          </p>
        )
      )}
    </Panel>
  );
}

const withGradients =
  'Of gradients and activations the histograms are kept where “Log tensors every n epochs” is set before training.';

interface CourseProps {
  reports: readonly TensorReport[];
  run: RunRecord;
  /** Whether the history has them. */
  gradients: boolean;
}

function Course({ reports, run, gradients }: CourseProps) {
  const [wantedKind, setKind] = useState('values');
  const [wantedName, setName] = useState('');
  const chart = useRef<HTMLDivElement>(null);
  const kinds = kindsOver(reports);
  const kind = kinds.includes(wantedKind) ? wantedKind : (kinds[0] ?? '');
  const names = namesOver(reports, kind);
  const name = names.includes(wantedName) ? wantedName : (names[0] ?? '');
  const columns = useMemo(() => histogramsOver(reports, { name, kind }), [reports, name, kind]);
  const csv = () =>
    csvText(
      ['epoch', 'from', 'to', 'count'],
      columns.flatMap(({ x, counts, min, max }) =>
        counts.map((value, bin) => {
          const size = (max - min) / counts.length;
          return [x, min + bin * size, min + (bin + 1) * size, value];
        }),
      ),
    );
  return (
    <div className={styles.report}>
      <div className={styles.choices}>
        <Select
          aria-label="Kind of histogram"
          value={kind}
          options={kinds.map((one) => ({ value: one, label: kindTitle(one) }))}
          onValue={setKind}
        />
        <Select
          aria-label="Tensor of the histograms"
          value={name}
          options={names.map((one) => ({ value: one, label: one }))}
          onValue={setName}
        />
        <span className={styles.moment}>{count(columns.length)} moments</span>
        <ChartMenu saver={chartSaver} name={`${run.name} ${name} ${kind}`} chart={chart} csv={csv} />
      </div>
      <div ref={chart}>
        <HistogramHeat
          label={`${kindTitle(kind)} of ${name} over ${columns.length} moments`}
          columns={columns}
          xName="epoch"
          yName="value"
          colour={`var(--series-${run.colour % 8})`}
          height={280}
        />
      </div>
      <p className={styles.hint}>
        Each column is a histogram: the fuller the colour, the more values; the line is their mean.{' '}
        {!gradients && withGradients}
      </p>
    </div>
  );
}

/** Reads the tensors of the checkpoints one after the other, once somebody wants it. */
function useCheckpointReports(checkpoints: readonly ListedCheckpoint[]) {
  /** Part that is read; null while nothing is. */
  const [read, setRead] = useState<number | null>(null);
  const [reports, setReports] = useState<TensorReport[]>([]);
  const [error, setError] = useState<ErrorJson | null>(null);
  const wanted = useRef<AbortController | null>(null);
  useEffect(() => () => wanted.current?.abort(), []);
  const cancel = () => {
    wanted.current?.abort();
    setRead(null);
  };
  const start = async () => {
    const asked = new AbortController();
    const { signal } = asked;
    wanted.current = asked;
    const bySteps = [...new Map(checkpoints.map((one) => [one.step, one])).values()];
    const most = Math.min(bySteps.length, MOST_READ);
    const chosen = Array.from(
      { length: most },
      (_, i) => bySteps[Math.round((i * (bySteps.length - 1)) / Math.max(1, most - 1))]!,
    );
    const found: TensorReport[] = [];
    setError(null);
    setRead(0);
    for (const { id } of chosen) {
      try {
        found.push(await tensorReport({ checkpointId: id }, false));
      } catch (thrown) {
        // The others can still be shown; what is damaged is said.
        if (!signal.aborted) setError(AnnealError.from(thrown).toJSON());
      }
      if (signal.aborted) return;
      setRead(found.length / most);
    }
    setReports(found);
    setRead(null);
  };
  return { read, reports, error, start, cancel };
}
