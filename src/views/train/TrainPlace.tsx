/** Train: one run as it trains or as it was left; the newest one when the address names none. */
import { useEffect, useMemo } from 'react';
import { Navigate, useParams } from 'react-router';
import { parseMonitor } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { lacksData } from '../../store/awaitedData';
import { refreshCheckpoints } from '../../store/checkpointActions';
import { isUnderWay } from '../../store/liveRun';
import { useRunSeries } from '../../store/react/useRunSeries';
import { useStudio } from '../../store/react/useStudio';
import { pages } from '../../tasks/pages';
import { taskKind } from '../../tasks/runConfig';
import { useChartShortcuts } from '../runCharts/ChartTools';
import { healthWarnings, useRunHealth } from '../runCharts/useRunHealth';
import { NoRuns } from '../runs/NoRuns';
import { TensorsPanel } from '../tensors/TensorsPanel';
import { CheckpointsPanel } from './CheckpointsPanel';
import { ComparisonPanel } from './ComparisonPanel';
import { CheckpointAlone, DataNeeded } from './DataNeeded';
import { ForeignRun } from './ForeignRun';
import { LogPanel } from './LogPanel';
import { MetricPanel } from './MetricPanel';
import { Outcome } from './Outcome';
import { LossPanels } from './PartsPanel';
import { RunHeader } from './RunHeader';
import { useRunLog } from './runLog';
import { runView } from './runView';
import { SpeedPanel } from './SpeedPanel';
import { StatisticsPanel } from './StatisticsPanel';
import { StepPanel } from './StepPanel';
import styles from './TrainPlace.module.css';
import { useExamples } from './useExamples';
import { usePredictedBytes } from './usePredictedBytes';
import { WarningsPanel } from './WarningsPanel';

export function TrainPlace() {
  const { runId } = useParams();
  const booted = useStudio((state) => state.booted);
  const run = useStudio((state) => state.runs.find(({ id }) => id === runId) ?? null);
  const other = useStudio((state) => state.foreignRuns.find(({ id }) => id === runId) ?? null);
  const fallback = useStudio((state) => state.activeRunId ?? state.runs[0]?.id ?? null);
  if (!booted) return null;
  if (run) return <TrainRun key={run.id} run={run} />;
  if (other?.foreign) return <ForeignRun run={other} foreign={other.foreign} />;
  if (runId === undefined && fallback) return <Navigate to={`/train/${fallback}`} replace />;
  return <NoRuns title={runId === undefined ? 'No run yet' : 'This run does not exist any more'} />;
}

const noCheckpoints: never[] = [];

function TrainRun({ run }: { run: RunRecord }) {
  const own = useStudio((state) => state.live[run.id] ?? null);
  const followed = useStudio((state) => state.followed[run.id] ?? null);
  const live = followed?.live ?? own;
  const checkpoints = useStudio((state) => state.checkpoints[run.id] ?? noCheckpoints);
  const { series } = useRunSeries(run.id);
  const log = useRunLog(run.id);
  const examples = useExamples(run, live);
  const epochs = series.epochs();
  const view = runView(run, live, epochs);
  // The record has those of earlier sessions too, and is read again only now and then.
  const told = live && live.warnings.length > 0 ? live.warnings : run.warnings;
  // The same list as long as it says the same, so that the panels need not render again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the list.
  const metrics = useMemo(() => view.metrics, [JSON.stringify(view.metrics)]);
  const predictedBytes = usePredictedBytes(run);
  const { TrainingPanels } = pages[taskKind(run.config.task)];
  const elsewhere = useStudio((state) => state.elsewhere.includes(run.id));
  const training = isUnderWay(own ?? undefined) || elsewhere;
  const warnings = [...told, ...healthWarnings(useRunHealth(run, training))];
  // A paused run rests where nobody holds it any more.
  const needsData = useStudio((state) => lacksData(run, state.datasets));
  const canResume = !training && !needsData && view.status !== 'finished';
  // Of a checkpoint that came alone there is nothing to draw, and it says so.
  const hasCurves = !run.alone || live !== null || epochs.length > 0;
  useChartShortcuts();
  useEffect(() => void refreshCheckpoints(run.id), [run.id]);
  return (
    <>
      <RunHeader
        run={run}
        view={view}
        isHere={own !== null}
        elsewhere={elsewhere ? (followed?.tab ?? 'another tab') : null}
        canResume={canResume}
        warnings={warnings.length}
      />
      <div className={styles.notes}>
        {needsData && !training && <DataNeeded run={run} hasCheckpoint={checkpoints.length > 0} />}
        {!needsData && run.alone && !live && <CheckpointAlone run={run} />}
        <Outcome run={run} live={live} view={view} hasCheckpoint={checkpoints.length > 0} rests={!training} />
        <ComparisonPanel run={run} live={live} />
      </div>
      <div className={styles.grid}>
        <div className={styles.column}>
          {hasCurves && <MetricPanel run={run} metrics={metrics} training={training} />}
          {TrainingPanels && hasCurves && (
            <TrainingPanels run={run} examples={examples} metrics={metrics} training={training} />
          )}
          {hasCurves && <LossPanels run={run} metrics={metrics} training={training} />}
          {hasCurves && (
            <div className={styles.pair}>
              <StepPanel
                run={run}
                channel="learningRate"
                title="Learning rate"
                noisy={false}
                training={training}
              />
              <StepPanel run={run} channel="gradientNorm" title="Gradient norm" noisy training={training} />
            </div>
          )}
          <TensorsPanel
            runId={own !== null && (own.status === 'training' || own.status === 'paused') ? run.id : null}
            epoch={live?.lastEpoch?.epoch ?? 0}
            checkpointId={checkpoints[0]?.id ?? null}
          />
          {hasCurves && <LogPanel lines={log} empty="Lines come as the run starts." />}
          {warnings.length > 0 && <WarningsPanel warnings={warnings} />}
        </div>
        <div className={styles.column}>
          {hasCurves && (
            <StatisticsPanel
              row={view.row}
              metrics={metrics}
              monitored={parseMonitor(run.config.checkpoint.monitor).metric}
            />
          )}
          {hasCurves && <SpeedPanel run={run} live={live} row={view.row} predictedBytes={predictedBytes} />}
          <CheckpointsPanel
            run={run}
            metrics={metrics}
            checkpoints={checkpoints}
            busy={training}
            canResume={!needsData}
          />
        </div>
      </div>
    </>
  );
}
