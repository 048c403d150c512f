/** Which inputs a model goes by: how much worse its score gets when each is shuffled, with the spread over the shuffles. */
import { Play, X } from 'lucide-react';
import { useState } from 'react';
import type { ExampleProgress } from '../../protocol/commands';
import type { Importance, InputImportance } from '../../protocol/diagnostics';
import type { ErrorJson } from '../../protocol/errors';
import { Button } from '../controls/Button';
import { Name } from '../controls/Name';
import { Notice } from '../controls/Notice';
import { Panel } from '../controls/Panel';
import { Progress } from '../controls/Progress';
import table from '../controls/ResultTable.module.css';
import { WideTable } from '../controls/WideTable';
import { count, tableNumber } from '../format/quantities';
import styles from './AnalysisPanels.module.css';

/** What has become of a question that somebody asks when he wants to. */
export type Measured<Answer> =
  | { kind: 'idle' }
  | { kind: 'working'; progress: ExampleProgress | null }
  | { kind: 'failed'; error: ErrorJson }
  | { kind: 'done'; answer: Answer };

export interface ImportancePanelProps {
  measured: Measured<Importance>;
  onStart: () => void;
  onCancel: () => void;
  /** What is shuffled: "rows", "images of the same size". */
  many: string;
  colour: string;
}

/** More are shown on request. */
const FIRST = 15;

export function ImportancePanel({ measured, onStart, onCancel, many, colour }: ImportancePanelProps) {
  return (
    <Panel
      title="Importance of the inputs"
      aside={
        measured.kind === 'working' ? (
          <Button kind="quiet" icon={<X />} onClick={onCancel}>
            Cancel
          </Button>
        ) : measured.kind === 'idle' ? (
          <Button icon={<Play />} onClick={onStart}>
            Measure
          </Button>
        ) : null
      }
    >
      {measured.kind === 'idle' && (
        <p className={styles.note}>
          How much worse the predictions get when one input after the other is shuffled over the {many}.
        </p>
      )}
      {measured.kind === 'working' && (
        <>
          <p>Shuffling one input after the other…</p>
          <Progress
            label="Importance"
            value={measured.progress && measured.progress.done / measured.progress.total}
            text={
              measured.progress
                ? `${measured.progress.done} of ${measured.progress.total} shuffles`
                : undefined
            }
          />
        </>
      )}
      {measured.kind === 'failed' && (
        <Notice
          tone="bad"
          title="Could not measure the importance"
          error={measured.error}
          action={{ label: 'Try again', run: onStart }}
        />
      )}
      {measured.kind === 'done' && (
        <ImportanceTable importance={measured.answer} many={many} colour={colour} />
      )}
    </Panel>
  );
}

interface ImportanceTableProps {
  importance: Importance;
  many: string;
  colour: string;
}

function ImportanceTable({ importance, many, colour }: ImportanceTableProps) {
  const [all, setAll] = useState(false);
  const { score, better, value, rows, repeats, inputs } = importance;
  const shown = all ? inputs : inputs.slice(0, FIRST);
  const most = (inputs[0]?.mean ?? 0) + (inputs[0]?.deviation ?? 0);
  const [verb, noun] = better === 'max' ? ['falls', 'Fall'] : ['rises', 'Rise'];
  return (
    <>
      <p className={styles.note}>
        By how much {score} {verb} from {tableNumber(value)} when an input is shuffled over {count(rows)}{' '}
        {many}: mean and standard deviation of {repeats} shuffles. Inputs that say the same share what they
        are worth.
      </p>
      <WideTable>
        <table className={`${table.table} ${styles.bars}`}>
          <thead>
            <tr>
              <th scope="col">Input</th>
              <th scope="col">
                {noun} of {score}
              </th>
              <th scope="col">SD</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {shown.map((input) => (
              <tr key={input.name}>
                <th scope="row">
                  <Name of={input.name} />
                </th>
                <td className="number">{tableNumber(input.mean)}</td>
                <td className="number">{tableNumber(input.deviation)}</td>
                <td aria-hidden="true">
                  <Bar input={input} most={most} colour={colour} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      {shown.length < inputs.length && (
        <Button onClick={() => setAll(true)}>Show all {count(inputs.length)} inputs</Button>
      )}
    </>
  );
}

interface BarProps {
  input: InputImportance;
  most: number;
  colour: string;
}

function Bar({ input: { mean, deviation }, most, colour }: BarProps) {
  const part = (value: number) => `${(100 * Math.min(1, Math.max(0, value / (most || 1)))).toFixed(1)}%`;
  const [from, to] = [Math.max(0, mean - deviation), Math.max(0, mean + deviation)];
  return (
    <div className={styles.bar}>
      <span style={{ width: part(mean), background: colour }} />
      <i style={{ left: part(from), width: part(to - from) }} />
    </div>
  );
}
