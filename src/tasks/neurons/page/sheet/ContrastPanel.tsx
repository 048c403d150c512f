/** How much contrast the frames of a session have: standard deviations over the pixels of each. */
import { DistributionChart } from '../../../../ui/charts/DistributionChart';
import { VerticalMark } from '../../../../ui/charts/VerticalMark';
import { Notice } from '../../../../ui/controls/Notice';
import { Panel } from '../../../../ui/controls/Panel';
import { count, significant } from '../../../../ui/format/quantities';
import { useAnswer } from '../useAnswer';
import styles from './SessionsPanel.module.css';
import type { SessionPartProps } from './sessions';

export function ContrastPanel({ fingerprint, session: { name } }: SessionPartProps) {
  const { answer, error, tryAgain } = useAnswer({
    question: 'contrast',
    argument: { session: name },
    about: { fingerprint },
  });
  const sampled = answer !== null && answer.frames < answer.of;
  const median = answer && `median ${sampled ? '≈ ' : ''}${significant(answer.median, 3)}`;
  return (
    <Panel
      title="Contrast of frames"
      aside={
        answer && (
          <p className={styles.about}>
            {sampled
              ? `≈ from ${count(answer.frames)} of ${count(answer.of)} frames`
              : `${count(answer.of)} frames`}
          </p>
        )
      }
    >
      {error && (
        <Notice
          tone="warn"
          title="The contrast cannot be computed"
          error={error}
          action={{ label: 'Try again', run: tryAgain }}
        />
      )}
      <div style={{ minHeight: 200 }} aria-busy={!answer && !error}>
        {answer && median && (
          <DistributionChart
            label="Frames by their standard deviation"
            description={`${median}, highest ${significant(answer.binWidth * answer.counts.length, 3)}`}
            xName="standard deviation"
            yName="frames"
            counts={answer.counts}
            binWidth={answer.binWidth}
            colour="var(--series-0)"
            height={200}
          >
            <VerticalMark x={answer.median} label={median} line={8} />
          </DistributionChart>
        )}
      </div>
    </Panel>
  );
}
