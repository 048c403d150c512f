/** How a run ended: test metrics and what to do next, or what went wrong and how to go on. */
import { ChartScatter, Copy } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { RunConfig } from '../../protocol/config';
import type { Metrics } from '../../protocol/events';
import { definedValue, type MetricInfo, metricNamed, monitorTitle } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { lacksData } from '../../store/awaitedData';
import { openDraftOfRun } from '../../store/drafting';
import type { LiveRun } from '../../store/liveRun';
import { useChartPreferences, useStudio } from '../../store/react/useStudio';
import { Button } from '../../ui/controls/Button';
import { Notice } from '../../ui/controls/Notice';
import { clock, significant } from '../../ui/format/quantities';
import { DownloadEverything } from './DownloadEverything';
import { metricText } from './metricText';
import styles from './Outcome.module.css';
import type { RunView } from './runView';

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
  switch (view.status) {
    case 'waiting':
    case 'training':
      return null;
    case 'paused':
      return rests && <Notice tone="info" title="Paused, and saved where it was" />;
    case 'failed':
      return (
        <Notice tone="bad" title="Training failed" error={error}>
          <NextStep hasCheckpoint={hasCheckpoint} />
        </Notice>
      );
    case 'interrupted':
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
      // Nothing is known of its end: it says itself what it is.
      if (run.alone && !live) return null;
      return <Finished run={run} live={live} view={view} />;
    case 'finished':
      return <Finished run={run} live={live} view={view} />;
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

function Finished({ run, live, view }: { run: RunRecord; live: LiveRun | null; view: RunView }) {
  const navigate = useNavigate();
  const hasData = useStudio((state) => !lacksData(run, state.datasets));
  const reason = live?.finished?.reason ?? run.finishReason ?? 'completed';
  const best = live?.finished?.best ?? run.best;
  return (
    <section className={styles.outcome} aria-label="Result" data-status={view.status}>
      <div className={styles.words}>
        <h2>{reasons[reason]}</h2>
        <p>
          {best
            ? `Best ${monitorTitle(best.monitor, view.metrics)} ${significant(best.value, 5)} at epoch ${best.epoch}. `
            : 'No epoch was validated. '}
          Trained for {clock(live?.finished?.seconds ?? run.seconds)}.
        </p>
      </div>
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
          <Button
            icon={<Copy />}
            onClick={() => {
              openDraftOfRun(run.dataset.fingerprint, longer(run.config));
              void navigate('/configure');
            }}
          >
            Train longer
          </Button>
        )}
        <DownloadEverything run={run} />
      </div>
    </section>
  );
}

function longer(config: RunConfig): RunConfig {
  return { ...config, training: { ...config.training, epochs: config.training.epochs * 2 } };
}

function TestMetrics({ values, metrics }: { values: Metrics; metrics: readonly MetricInfo[] }) {
  const scientific = useChartPreferences((preferences) => preferences.scientific);
  const shown = Object.keys(values).map((name) => metricNamed(metrics, name));
  return (
    <dl className={styles.test}>
      {shown.map((metric) => (
        <div key={metric.name}>
          <dt>test {[metric.title, metric.unit].filter(Boolean).join(' ')}</dt>
          <dd className="number">{metricText(definedValue(metric, values[metric.name]), scientific)}</dd>
        </div>
      ))}
    </dl>
  );
}
