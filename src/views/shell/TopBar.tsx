/**
 * The bar above every place: the active run with its state, progress and remaining time, else the place's name.
 * At the run's own place its header says all of that, so the bar does not.
 */
import { Bell } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { hasBegun, type RunRecord } from '../../protocol/records';
import { emptyLiveRun, isUnderWay, type LiveRun } from '../../store/liveRun';
import { useStudio } from '../../store/react/useStudio';
import { openSheet } from '../../store/sheets';
import { Button } from '../../ui/controls/Button';
import { Name } from '../../ui/controls/Name';
import { Progress } from '../../ui/controls/Progress';
import { RunStatusMark } from '../../ui/controls/RunStatusMark';
import { Tooltip } from '../../ui/controls/Tooltip';
import { clock, percent } from '../../ui/format/quantities';
import { waitWords } from '../runs/waitWords';
import { RunButtons } from './RunButtons';
import styles from './TopBar.module.css';

export function TopBar({ title }: { title: string }) {
  const run = useStudio((state) => state.runs.find(({ id }) => id === state.activeRunId) ?? null);
  const live = useStudio((state) => (state.activeRunId && state.live[state.activeRunId]) || null);
  const { pathname } = useLocation();
  const isThere = run !== null && pathname === `/train/${run.id}`;
  return (
    <header className={styles.bar}>
      {run && !isThere ? (
        <ActiveRun
          run={run}
          live={live ?? emptyLiveRun(run.status)}
          busy={isUnderWay(live ?? undefined)}
          resumable={!pathname.startsWith('/train/')}
        />
      ) : (
        <>
          <span className={styles.place}>{title}</span>
          <OtherRuns except={run?.id ?? null} />
        </>
      )}
      <Tooltip text="Alerts">
        <Button
          kind="quiet"
          icon={<Bell />}
          aria-label="Alerts"
          className={styles.alerts}
          onClick={() => openSheet('alerts')}
        />
      </Tooltip>
    </header>
  );
}

interface ActiveRunProps {
  run: RunRecord;
  live: LiveRun;
  busy: boolean;
  resumable: boolean;
}

function ActiveRun({ run, live, busy, resumable }: ActiveRunProps) {
  const epochs = live.started?.totalEpochs ?? run.totalEpochs;
  const where = `epoch ${Math.min(live.epoch + 1, epochs)} / ${epochs}`;
  return (
    <>
      <Link to={`/train/${run.id}`} className={styles.name}>
        <span className={styles.swatch} style={{ background: `var(--series-${run.colour % 8})` }} />
        <span className={styles.title}>
          <Name of={run.name} />
        </span>
      </Link>
      <RunStatusMark status={live.status} begun={hasBegun(run)} waitsFor={waitWords(live.waitsFor)} />
      {busy && (
        <>
          <span className={styles.epoch}>{where}</span>
          <div className={styles.progress}>
            <Progress
              label={`Progress of ${run.name}`}
              value={live.progress}
              text={`${percent(live.progress)}, ${where}`}
            />
          </div>
          <span className={styles.percent}>{percent(live.progress)}</span>
          <span className={styles.eta}>
            {live.etaSeconds !== null && (
              <>
                {clock(live.etaSeconds)}
                <span className={styles.word}> left</span>
              </>
            )}
          </span>
        </>
      )}
      <OtherRuns except={run.id} />
      <span className={styles.buttons}>
        <RunButtons id={run.id} name={run.name} status={live.status} underWay={busy} resumable={resumable} />
      </span>
    </>
  );
}

/** How many more runs train in this tab, and how many wait for their turn. */
function OtherRuns({ except }: { except: string | null }) {
  const waiting = useStudio(({ queue }) => queue.filter((id) => id !== except).length);
  const underWay = useStudio(
    ({ live }) => Object.keys(live).filter((id) => id !== except && isUnderWay(live[id])).length,
  );
  const training = underWay - waiting;
  const words = [training > 0 && `${training} more`, waiting > 0 && `${waiting} in the queue`].filter(
    Boolean,
  );
  if (words.length === 0) return null;
  return (
    <Link to="/runs" className={styles.others} aria-label={words.join(', ')}>
      <span className={styles.long}>{words.join(' · ')}</span>
      <span className={styles.short}>+{underWay}</span>
    </Link>
  );
}
