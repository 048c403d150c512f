/** Findings one below the other: what was looked for, what was seen, and what to try; the tone differs by shape too. */
import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import type { Finding } from '../../protocol/diagnostics';
import styles from './AnalysisPanels.module.css';

const marks = {
  good: { Icon: CircleCheck, word: 'good' },
  warn: { Icon: TriangleAlert, word: 'warning' },
  bad: { Icon: CircleAlert, word: 'fault' },
  unknown: { Icon: CircleDashed, word: 'not known' },
};

export function FindingList({ findings, label }: { findings: readonly Finding[]; label: string }) {
  return (
    <ul className={styles.findings} aria-label={label}>
      {findings.map(({ code, title, tone, message, remedy }) => {
        const { Icon, word } = marks[tone];
        return (
          <li key={code} className={styles.finding} data-tone={tone}>
            <Icon role="img" aria-label={word} />
            <div>
              <p>
                <strong>{title}.</strong> {message}
              </p>
              {remedy && <p className={styles.remedy}>{remedy}</p>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
