/** The frames up to a bin, the clip that a sample is made of; the newest is the one that is chosen. */
import { Notice } from '../../../../ui/controls/Notice';
import { Panel } from '../../../../ui/controls/Panel';
import { count, significant } from '../../../../ui/format/quantities';
import type { ShownFrames } from '../../preview/questions';
import { useAnswer } from '../useAnswer';
import { BinSlider } from './BinSlider';
import { FrameCanvas } from './FrameCanvas';
import styles from './FramesPanel.module.css';
import type { SessionPartProps } from './sessions';
import { frameText } from './sessions';

/** Frames that are shown together. */
const CLIP = 12;

export interface FramesPanelProps extends SessionPartProps {
  bin: number;
  onBin: (bin: number) => void;
}

export function FramesPanel({ fingerprint, session, bin, onBin }: FramesPanelProps) {
  const { bins, frame } = session.shape;
  const { answer, error, tryAgain } = useAnswer({
    question: 'frames',
    argument: { session: session.name, start: Math.max(0, bin + 1 - CLIP), end: bin + 1 },
    about: { fingerprint },
  });
  const range = answer && rangeOf(session.arrays.stim?.columns ?? [], answer);
  return (
    <Panel
      title="Frames"
      aside={
        range && (
          <p className={styles.scale}>
            {frameText(frame)} px · {session.arrays.stim?.dtype} · <span>{significant(range.low)}</span>
            <span className={styles.bar} aria-hidden="true" />
            <span>{significant(range.high)}</span>
          </p>
        )
      }
    >
      {error && (
        <Notice
          tone="warn"
          title="These frames cannot be shown"
          error={error}
          action={{ label: 'Try again', run: tryAgain }}
        />
      )}
      <BinSlider
        label="Frame"
        value={bin}
        last={bins - 1}
        step={1}
        text={`bin ${count(bin)} of ${count(bins)}`}
        onValue={onBin}
      />
      <ol className={styles.strip} aria-busy={answer === null}>
        {Array.from({ length: CLIP }, (_, i) => {
          const lag = CLIP - 1 - i;
          const index = answer ? framesIn(answer) - 1 - lag : -1;
          return (
            <li key={lag} className={styles.frame} data-newest={lag === 0 || undefined}>
              {answer && range && index >= 0 ? (
                <FrameCanvas
                  frames={answer}
                  index={index}
                  {...range}
                  label={`Frame of bin ${count(answer.start + index)}`}
                />
              ) : (
                <div className={styles.none} style={{ aspectRatio: `${frame?.width} / ${frame?.height}` }} />
              )}
              <span className={styles.lag}>{lag === 0 ? 'lag 0' : lag}</span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

const framesIn = ({ values, height, width, channels }: ShownFrames): number =>
  values.length / (height * width * channels);

/** From black to white: what the array holds in all, or what is seen of it where nobody has looked. */
function rangeOf(
  columns: readonly { min: number | null; max: number | null }[],
  { values }: ShownFrames,
): { low: number; high: number } {
  const known = columns.flatMap(({ min, max }) => (min === null || max === null ? [] : [{ min, max }]));
  let low = Math.min(...known.map(({ min }) => min));
  let high = Math.max(...known.map(({ max }) => max));
  if (known.length === 0)
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return low < high ? { low, high } : { low: low - 1, high: low + 1 };
}
