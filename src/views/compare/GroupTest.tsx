/** Two groups of seeds: whether their means differ by more than chance, metric by metric, in words. */
import { useId, useState } from 'react';
import type { MetricColumn, TableRow } from '../../runs/comparison/metricTable';
import { welchInterval } from '../../runs/comparison/welch';
import { groupSentence } from '../../runs/comparison/words';
import { Panel } from '../../ui/controls/Panel';
import { Select } from '../../ui/controls/Select';
import styles from './MetricsPanel.module.css';

export interface GroupTestProps {
  /** All rows; those of several runs are offered. */
  rows: readonly TableRow[];
  columns: readonly MetricColumn[];
}

export function GroupTest({ rows, columns }: GroupTestProps) {
  const id = useId();
  const [chosen, setChosen] = useState<{ a: string; b: string }>({ a: '', b: '' });
  const groups = rows.filter(({ runs }) => runs.length > 1);
  if (groups.length < 2) {
    if (rows.length < 2) return null;
    return (
      <Panel title="More than chance?">
        <p className={styles.hint}>
          Of single runs nobody can tell. Train two settings with two seeds each and more, choose all of them
          here, and their means are compared. Two checkpoints are compared example by example under
          Checkpoints.
        </p>
      </Panel>
    );
  }
  const a = groups.find(({ key }) => key === chosen.a) ?? groups[0]!;
  const b =
    groups.find(({ key }) => key === chosen.b && key !== a.key) ?? groups.find(({ key }) => key !== a.key)!;
  const options = groups.map(({ key, name }) => ({ value: key, label: name }));
  const isOneDataset = a.runs[0]!.dataset.fingerprint === b.runs[0]!.dataset.fingerprint;
  const sentences = columns.flatMap(({ key, metric }, c) => {
    const [left, right] = [a.cells[c]!.values, b.cells[c]!.values];
    const found = welchInterval(left, right);
    return found
      ? [{ key, text: groupSentence(metric, found, b.runs[0]!.name, [left.length, right.length]) }]
      : [];
  });
  return (
    <Panel title="More than chance?">
      <div className={styles.choices}>
        <label htmlFor={`${id}b`}>
          Is
          <Select
            id={`${id}b`}
            value={b.key}
            options={options.filter(({ value }) => value !== a.key)}
            onValue={(key) => setChosen({ a: a.key, b: key })}
          />
        </label>
        <label htmlFor={`${id}a`}>
          other than
          <Select
            id={`${id}a`}
            value={a.key}
            options={options}
            onValue={(key) => setChosen({ a: key, b: b.key })}
          />
        </label>
      </div>
      {!isOneDataset ? (
        <p className={styles.hint}>
          They are of different datasets, whose values cannot be compared. Choose two of one.
        </p>
      ) : sentences.length === 0 ? (
        <p className={styles.hint}>No metric has two values in both groups.</p>
      ) : (
        <ul className={styles.sentences}>
          {sentences.map(({ key, text }) => (
            <li key={key}>{text}</li>
          ))}
        </ul>
      )}
      <p className={styles.hint}>
        Difference of the means over the seeds with Welch’s interval, which takes the values as normal. Each
        interval stands for itself: of twenty metrics one is beyond chance by chance.
      </p>
    </Panel>
  );
}
