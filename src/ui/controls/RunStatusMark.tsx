/** A run's state as a shape, a colour and a word. */
import type { RunStatus } from '../../protocol/records';
import styles from './RunStatusMark.module.css';

const marks: Record<RunStatus, { sign: string; word: string; tone: string }> = {
  waiting: { sign: '○', word: 'starting', tone: 'quiet' },
  training: { sign: '●', word: 'training', tone: 'accent' },
  paused: { sign: '❚❚', word: 'paused', tone: 'warn' },
  finished: { sign: '✓', word: 'finished', tone: 'good' },
  stopped: { sign: '■', word: 'stopped', tone: 'quiet' },
  interrupted: { sign: '◐', word: 'interrupted', tone: 'warn' },
  failed: { sign: '✕', word: 'failed', tone: 'bad' },
};

export interface RunStatusMarkProps {
  status: RunStatus;
  /** What a waiting run waits for, in words; without it the run starts. */
  waitsFor?: string | undefined;
  /** A checkpoint that came by itself: nobody stopped it here. */
  alone?: boolean | undefined;
  /** The log of another program, which need not say how its run has ended. */
  foreign?: boolean;
  /** Whether it has ever trained; it is taken to have where nothing is said. */
  begun?: boolean;
}

const notBegun = { sign: '○', word: 'not begun', tone: 'quiet' };
const log = { sign: '◇', word: 'log', tone: 'quiet' };
const checkpoint = { sign: '◇', word: 'checkpoint', tone: 'quiet' };

export function RunStatusMark(props: RunStatusMarkProps) {
  const { status, waitsFor, alone = false, foreign = false, begun = true } = props;
  const rests = status === 'stopped' || status === 'interrupted';
  const { sign, word, tone } =
    rests && foreign ? log : rests && alone ? checkpoint : rests && !begun ? notBegun : marks[status];
  return (
    <span className={styles.status} data-tone={tone}>
      <span className={styles.sign} aria-hidden="true">
        {sign}
      </span>
      {status === 'waiting' && waitsFor ? `waits for ${waitsFor}` : word}
    </span>
  );
}
