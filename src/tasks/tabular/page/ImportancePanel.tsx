/** Which inputs the model goes by: how far its score falls when each is shuffled, with the spread over the shuffles. */
import { useState } from 'react';
import type { SplitChoice } from '../../../protocol/commands';
import { useAnswer } from '../../../store/react/useAnswer';
import { Button } from '../../../ui/controls/Button';
import { Notice } from '../../../ui/controls/Notice';
import { Panel } from '../../../ui/controls/Panel';
import { Progress } from '../../../ui/controls/Progress';
import table from '../../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../../ui/controls/WideTable';
import { count, tableNumber } from '../../../ui/format/quantities';
import type { Importance, InputImportance } from '../analysis/tableAnalysis';
import styles from './TableResult.module.css';

type ImportanceQuestion = { importance: { argument: { split: SplitChoice }; answer: Importance } };

/** More are shown on request. */
const FIRST = 15;

export interface ImportancePanelProps {
  checkpointId: string;
  split: SplitChoice;
  colour: string;
}

export function ImportancePanel({ checkpointId, split, colour }: ImportancePanelProps) {
  const [all, setAll] = useState(false);
  const { answer, error, tryAgain } = useAnswer<ImportanceQuestion, 'importance'>('tabular', {
    question: 'importance',
    argument: { split },
    about: { checkpointId },
  });
  if (error) {
    return (
      <Panel title="Importance of the inputs">
        <Notice
          tone="bad"
          title="Could not measure the importance"
          error={error}
          action={{ label: 'Try again', run: tryAgain }}
        />
      </Panel>
    );
  }
  if (!answer) {
    return (
      <Panel title="Importance of the inputs">
        <p>Shuffling one input after the other…</p>
        <Progress label="Importance" value={null} />
      </Panel>
    );
  }
  const { score, value, rows, repeats, inputs } = answer;
  const shown = all ? inputs : inputs.slice(0, FIRST);
  return (
    <Panel title="Importance of the inputs">
      <p className={styles.note}>
        By how much {score} falls from {tableNumber(value)} when an input is shuffled over {count(rows)} rows:
        mean and standard deviation of {repeats} shuffles. Inputs that say the same share what they are worth.
      </p>
      <WideTable>
        <table className={`${table.table} ${styles.bars}`}>
          <thead>
            <tr>
              <th scope="col">Input</th>
              <th scope="col">Fall of {score}</th>
              <th scope="col">SD</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {shown.map((input) => (
              <tr key={input.name}>
                <th scope="row">{input.name}</th>
                <td className="number">{tableNumber(input.mean)}</td>
                <td className="number">{tableNumber(input.deviation)}</td>
                <td aria-hidden="true">
                  <Bar
                    input={input}
                    most={(inputs[0]?.mean ?? 0) + (inputs[0]?.deviation ?? 0)}
                    colour={colour}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      {shown.length < inputs.length && (
        <Button onClick={() => setAll(true)}>Show all {count(inputs.length)} inputs</Button>
      )}
    </Panel>
  );
}

function Bar({
  input: { mean, deviation },
  most,
  colour,
}: {
  input: InputImportance;
  most: number;
  colour: string;
}) {
  const part = (value: number) => `${(100 * Math.min(1, Math.max(0, value / (most || 1)))).toFixed(1)}%`;
  const [from, to] = [Math.max(0, mean - deviation), Math.max(0, mean + deviation)];
  return (
    <div className={styles.bar}>
      <span style={{ width: part(mean), background: colour }} />
      <i style={{ left: part(from), width: part(to - from) }} />
    </div>
  );
}
