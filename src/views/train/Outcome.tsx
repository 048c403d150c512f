/** How a run ended: test metrics and what to do next, or what went wrong and how to go on. */
import { ChartScatter, Copy, Cpu } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Metrics } from '../../protocol/events';
import {
  definedValue,
  isCrowd,
  type MetricInfo,
  metricFamilies,
  metricNamed,
  monitorTitle,
  titleWithUnit,
} from '../../protocol/metrics';
import { hasBegun, type RunRecord } from '../../protocol/records';
import { lacksData } from '../../store/awaitedData';
import type { LiveRun } from '../../store/liveRun';
import { useChartPreferences, useStudio } from '../../store/react/useStudio';
import { resumeRun } from '../../store/training';
import { canVerify } from '../../store/verification';
import { Button } from '../../ui/controls/Button';
import { Notice } from '../../ui/controls/Notice';
import { clock, significant } from '../../ui/format/quantities';
import { MoreEpochs } from '../runs/MoreEpochs';
import { TrainAgainDialog } from '../runs/TrainAgainDialog';
import { DownloadEverything } from './DownloadEverything';
import { metricText } from './metricText';
import styles from './Outcome.module.css';
import type { RunView } from './runView';
import { VerifyAnswer, VerifyButton } from './VerifyPanel';

const reasons = {
  completed: 'Finished',
  'early-stopping': 'Stopped early: no more improvement',
  'max-steps': 'Finished at the limit of steps',
  'max-minutes': 'Finished at the limit of time',
  stopped: 'Stopped',
} as const;

export interface OutcomeProps {
  run: RunRecord;
  live: LiveRun | null;
  view: RunView;
  hasCheckpoint: boolean;
  /** Nobody holds it: it can be resumed from what is stored. */
  rests: boolean;
}

export function Outcome({ run, live, view, hasCheckpoint, rests }: OutcomeProps) {
  const error = live?.error ?? run.error;
  // Its own words say already what Resume does.
  const lostGpu = error?.code === 'device-lost';
  switch (view.status) {
    case 'waiting':
    case 'training':
      return null;
    case 'paused':
      return rests && <Notice tone="info" title="Paused, and saved where it was" />;
    case 'failed':
      return (
        <Notice tone="bad" title="Training failed" error={error}>
          {!(lostGpu && hasCheckpoint) && <NextStep hasCheckpoint={hasCheckpoint} />}
          {lostGpu && <WasmOffer run={run} hasCheckpoint={hasCheckpoint} />}
        </Notice>
      );
    case 'interrupted':
      if (!error && !live?.started && !hasBegun(run)) {
        return <Notice tone="info" title="Not begun: its page was closed before it had its turn" />;
      }
      return (
        <Notice
          tone="warn"
          title={
            error ? 'Training was interrupted' : 'Training was interrupted: its tab or worker was closed'
          }
          error={error}
        >
          <NextStep hasCheckpoint={hasCheckpoint} />
        </Notice>
      );
    case 'stopped':
    case 'finished':
      // Nothing is known of the end of a lone checkpoint: it says itself what it is.
      if (run.alone && !live) return null;
      if (!live?.started && !hasBegun(run)) {
        return <Notice tone="info" title="Not begun: it was taken out of the queue" />;
      }
      return <Finished run={run} live={live} view={view} hasCheckpoint={hasCheckpoint} />;
  }
}

function NextStep({ hasCheckpoint }: { hasCheckpoint: boolean }) {
  return (
    <p>
      {hasCheckpoint
        ? 'Resume goes on from the latest checkpoint, as if nothing had happened.'
        : 'There is no checkpoint yet, so Resume starts from the beginning.'}
    </p>
  );
}

/** So often a GPU may be lost by chance. */
const LOSSES_BEFORE_WASM = 3;

/** Where the GPU is lost again and again, and the data are here: to go on without it, and what that means. */
function WasmOffer({ run, hasCheckpoint }: { run: RunRecord; hasCheckpoint: boolean }) {
  const hasData = useStudio((state) => !lacksData(run, state.datasets));
  const losses = run.gpuLosses ?? 0;
  if (losses < LOSSES_BEFORE_WASM || !hasData) return null;
  return (
    <div className={styles.offer}>
      <p>
        The GPU was lost {losses} times in a row.{' '}
        {hasCheckpoint ? 'WASM can go on from the last checkpoint' : 'WASM can begin anew'} on the processor:
        more slowly, and with the same numbers to rounding, but not the same bits.
      </p>
      <Button icon={<Cpu />} onClick={() => void resumeRun(run.id, { backend: 'wasm' })}>
        {hasCheckpoint ? 'Go on with WASM' : 'Begin anew with WASM'}
      </Button>
    </div>
  );
}

function Finished({ run, live, view, hasCheckpoint }: Omit<OutcomeProps, 'rests'>) {
  const navigate = useNavigate();
  const [again, setAgain] = useState(false);
  const hasData = useStudio((state) => !lacksData(run, state.datasets));
  const reason = live?.finished?.reason ?? run.finishReason ?? 'completed';
  const best = live?.finished?.best ?? run.best;
  const skipped = [...run.warnings, ...(live?.warnings ?? [])].findLast(
    ({ code }) => code === 'steps-skipped',
  )?.message;
  return (
    <section className={styles.outcome} aria-label="Result" data-status={view.status}>
      <div className={styles.words}>
        <h2>{reasons[reason]}</h2>
        <p>
          {best
            ? `Best ${monitorTitle(best.monitor, view.metrics)} ${significant(best.value, 5)} at epoch ${best.epoch}. `
            : 'No epoch was validated. '}
          Trained for {clock(live?.finished?.seconds ?? run.seconds)}.
          {view.status === 'stopped' && ` Resume goes on to epoch ${view.totalEpochs}, as planned.`}
        </p>
      </div>
      {skipped && <Notice tone="warn" title={skipped} />}
      {view.test && <TestMetrics values={view.test} metrics={view.metrics} />}
      <div className={styles.actions}>
        <Button
          kind={view.status === 'finished' ? 'primary' : 'plain'}
          icon={<ChartScatter />}
          onClick={() => void navigate(`/analyse/${run.id}`)}
        >
          Analyse
        </Button>
        {hasData && (
          <Button icon={<Copy />} onClick={() => setAgain(true)}>
            Train again
          </Button>
        )}
        {hasCheckpoint && hasData && canVerify(run) && <VerifyButton run={run} />}
        <DownloadEverything run={run} />
      </div>
      <VerifyAnswer run={run} />
      {hasCheckpoint && hasData && <MoreEpochs key={run.epoch} run={run} />}
      {again && <TrainAgainDialog run={run} onClose={() => setAgain(false)} />}
    </section>
  );
}

function TestMetrics({ values, metrics }: { values: Metrics; metrics: readonly MetricInfo[] }) {
  const scientific = useChartPreferences((preferences) => preferences.scientific);
  const crowds = metricFamilies(metrics).filter(isCrowd);
  const shown = Object.keys(values)
    .map((name) => metricNamed(metrics, name))
    .filter((metric) => !crowds.some(({ members }) => members.includes(metric)));
  return (
    <dl className={styles.test}>
      {shown.map((metric) => (
        <div key={metric.name}>
          <dt>test {titleWithUnit(metric)}</dt>
          <dd className="number">{metricText(definedValue(metric, values[metric.name]), scientific)}</dd>
        </div>
      ))}
    </dl>
  );
}
