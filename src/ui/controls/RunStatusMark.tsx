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

/** @param waitsFor what a waiting run waits for, in words; without it the run starts. */
export function RunStatusMark({ status, waitsFor }: { status: RunStatus; waitsFor?: string | undefined }) {
  const { sign, word, tone } = marks[status];
  return (
    <span className={styles.status} data-tone={tone}>
      <span className={styles.sign} aria-hidden="true">
        {sign}
      </span>
      {status === 'waiting' && waitsFor ? `waits for ${waitsFor}` : word}
    </span>
  );
}
