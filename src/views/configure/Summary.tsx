/** What would be trained: parameters, rows, steps and memory, counted by the worker for the present configuration. */
import type { Description } from '../../protocol/commands';
import type { ErrorJson } from '../../protocol/errors';
import { Notice } from '../../ui/controls/Notice';
import { Panel } from '../../ui/controls/Panel';
import { Prose } from '../../ui/controls/Prose';
import { bytes, count } from '../../ui/format/quantities';
import styles from './Summary.module.css';

export interface SummaryProps {
  /** What the task calls its examples: "rows". */
  examples: string;
  /** null until it has been counted once; the last good one while a new one is counted. */
  description: Description | null;
  error: ErrorJson | null;
  epochs: number | null;
}

export function Summary({ examples, description, error, epochs }: SummaryProps) {
  const steps = description?.stepsPerEpoch ?? null;
  const facts: [string, string][] = [
    ['Parameters', count(description?.parameterCount ?? null)],
    ...(description?.facts ?? []).map(({ name, value }): [string, string] => [name, value]),
    [`Training ${examples}`, count(description?.rows.train ?? null)],
    [`Validation ${examples}`, count(description?.rows.validation ?? null)],
    [`Test ${examples}`, count(description?.rows.test ?? null)],
    ['Steps an epoch', count(steps)],
    ['Steps in all', count(steps === null || epochs === null ? null : steps * epochs)],
    ['Memory, at most', bytes(description?.predictedBytes ?? null)],
  ];
  return (
    <Panel title="What will train">
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd className="number">{value}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.remarks}>
        {error && <Notice tone="bad" title="This cannot be trained" error={error} />}
        {description?.remarks.map(({ code, message }) => (
          <p key={`${code}${message}`}>
            <Prose text={message} />
          </p>
        ))}
      </div>
    </Panel>
  );
}
