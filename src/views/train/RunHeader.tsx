/** What a run is doing: name, state, epoch, progress, remaining time; pause, resume, stop. */
import { ArrowRightLeft, ListX, Pause, Play, Square } from 'lucide-react';
import { useId, useState } from 'react';
import { monitorTitle } from '../../protocol/metrics';
import { hasBegun, type RunRecord } from '../../protocol/records';
import { takeOver } from '../../store/otherTabs';
import { useStudio } from '../../store/react/useStudio';
import { continueRun, pauseRun, resumeRun, stopRun } from '../../store/training';
import { useShortcuts } from '../../ui/charts/useShortcuts';
import { Button } from '../../ui/controls/Button';
import { Name } from '../../ui/controls/Name';
import { Progress } from '../../ui/controls/Progress';
import { RunStatusMark } from '../../ui/controls/RunStatusMark';
import { Tooltip } from '../../ui/controls/Tooltip';
import { clock, count, percent, significant } from '../../ui/format/quantities';
import { turnWords, waitWords } from '../runs/waitWords';
import { ProgressAnnouncer } from './ProgressAnnouncer';
import styles from './RunHeader.module.css';
import type { RunView } from './runView';

const tones = { failed: 'bad', interrupted: 'warn', paused: 'warn', finished: 'good' } as const;

export interface RunHeaderProps {
  run: RunRecord;
  view: RunView;
  /** Trained in this tab, or last trained here: only then can it be paused or stopped here. */
  isHere: boolean;
  /** The tab, in words, that trains it or keeps it paused, where that is another one. */
  elsewhere: string | null;
  canResume: boolean;
  /** How many warnings the run has given; they are listed at the end of the page. */
  warnings: number;
}

export function RunHeader({ run, view, isHere, elsewhere, canResume, warnings }: RunHeaderProps) {
  const { status, epoch, totalEpochs, step, totalSteps, progress, etaSeconds } = view;
  const titleId = useId();
  const turn = useStudio(({ queue }) => turnWords(queue, run.id));
  const pausing = isHere && turn === null && (status === 'training' || status === 'waiting');
  const paused = isHere && status === 'paused';
  const place = `epoch ${epoch} of ${totalEpochs}`;
  const [taking, setTaking] = useState(false);
  const take = async () => {
    setTaking(true);
    await takeOver(run.id);
    setTaking(false);
  };
  useShortcuts({
    ' ': () => {
      if (!isHere) return;
      if (status === 'training') pauseRun(run.id);
      else if (status === 'paused') continueRun(run.id);
    },
  });
  return (
    <section className={styles.header} aria-labelledby={titleId}>
      <div className={styles.title}>
        <span className={styles.swatch} style={{ background: `var(--series-${run.colour % 8})` }} />
        <h1 id={titleId}>
          <Name of={run.name} />
        </h1>
        <RunStatusMark
          status={status}
          alone={run.alone}
          begun={hasBegun(run)}
          waitsFor={waitWords(view.waitsFor)}
        />
        <span className={styles.dataset}>
          {turn !== null && `${turn}, `}on <Name of={run.dataset.name} />
          {elsewhere !== null && `, in ${elsewhere}`}
        </span>
      </div>
      <div className={styles.actions}>
        {pausing && (
          <Tooltip text="Pause and save" shortcut="space">
            <Button icon={<Pause />} disabled={status === 'waiting'} onClick={() => pauseRun(run.id)}>
              Pause
            </Button>
          </Tooltip>
        )}
        {paused && (
          <Tooltip text="Go on training" shortcut="space">
            <Button kind="primary" icon={<Play />} onClick={() => continueRun(run.id)}>
              Resume
            </Button>
          </Tooltip>
        )}
        {(pausing || paused) && (
          <Tooltip text="Stop and save; it can be resumed later">
            <Button icon={<Square />} onClick={() => stopRun(run.id)}>
              Stop
            </Button>
          </Tooltip>
        )}
        {turn !== null && (
          <Button icon={<ListX />} onClick={() => stopRun(run.id)}>
            Remove from the queue
          </Button>
        )}
        {elsewhere !== null && (
          <Tooltip text="The other tab saves it and lets go; this one trains on from there">
            <Button icon={<ArrowRightLeft />} disabled={taking} onClick={() => void take()}>
              {taking ? 'Taking over' : 'Train here instead'}
            </Button>
          </Tooltip>
        )}
        {canResume && (
          <Button kind="primary" icon={<Play />} onClick={() => void resumeRun(run.id)}>
            {hasBegun(run) ? 'Resume' : 'Start'}
          </Button>
        )}
      </div>
      <div className={styles.progress}>
        <Progress
          label={`Progress of ${run.name}`}
          value={status === 'waiting' && turn === null ? null : progress}
          text={`${percent(progress)}, ${place}${etaSeconds === null ? '' : `, ${clock(etaSeconds)} left`}`}
          tone={status in tones ? tones[status as keyof typeof tones] : 'accent'}
        />
        <div className={styles.numbers}>
          <span className={styles.percent}>{percent(progress)}</span>
          <span>
            epoch {epoch} / {totalEpochs}
          </span>
          <span>
            step {count(step)}
            {totalSteps > 0 && ` / ${count(totalSteps)}`}
          </span>
          {run.best && (
            <span>
              best {monitorTitle(run.best.monitor, view.metrics)} {significant(run.best.value)}
            </span>
          )}
          {warnings > 0 && (
            <a href="#warnings" className={styles.warnings}>
              ▲ {warnings === 1 ? '1 warning' : `${warnings} warnings`}
            </a>
          )}
          <span className={styles.eta}>{etaSeconds === null ? '' : `${clock(etaSeconds)} left`}</span>
        </div>
      </div>
      <ProgressAnnouncer status={status} progress={place} />
    </section>
  );
}
