/** One batch after the other: its loss and time on the part that is analysed, and which batches of training stood out. */
import { Play, X } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { outliers } from '../../engine/metrics/outliers';
import { csvText } from '../../formats/csv/write';
import type { SplitChoice } from '../../protocol/commands';
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import { chartSaver } from '../../store/downloads/chartSaver';
import { useMeasured } from '../../store/react/useMeasured';
import { useRunSeries } from '../../store/react/useRunSeries';
import type { RunSeries } from '../../store/series';
import type { BatchesAnswer, CommonQuestions } from '../../tasks/commonQuestions';
import { taskKind } from '../../tasks/runConfig';
import { linearAxis } from '../../ui/charts/axis';
import { ChartMenu } from '../../ui/charts/ChartMenu';
import { LineChart } from '../../ui/charts/LineChart';
import { Button } from '../../ui/controls/Button';
import { Notice } from '../../ui/controls/Notice';
import { Panel } from '../../ui/controls/Panel';
import { Progress } from '../../ui/controls/Progress';
import table from '../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../ui/controls/WideTable';
import { count, significant, tableNumber } from '../../ui/format/quantities';
import { rowsText, type StepOutlier, unusualSteps } from './batchWords';

export interface BatchesPanelProps {
  run: RunRecord;
  checkpoint: ListedCheckpoint;
  split: SplitChoice;
}

export function BatchesPanel({ run, checkpoint, split }: BatchesPanelProps) {
  const { series } = useRunSeries(run.id);
  const [steps, setSteps] = useState<StepOutlier[]>([]);
  const chart = useRef<HTMLDivElement>(null);
  const asked = {
    question: 'batches' as const,
    argument: { split, steps: steps.map(({ step }) => step) },
    about: { checkpointId: checkpoint.id, config: run.config },
  };
  const [looks, setLooks] = useState(false);
  const { measured, start, cancel } = useMeasured<CommonQuestions, 'batches'>(
    taskKind(run.config.task),
    asked,
    looks,
  );
  const look = () => {
    setSteps(stepsOf(series));
    setLooks(true);
  };
  const answer = measured.kind === 'done' ? measured.answer : null;
  return (
    <Panel
      title="Batches"
      aside={
        answer ? (
          <ChartMenu
            saver={chartSaver}
            name={`${run.name} batches`}
            chart={chart}
            csv={() => batchesCsv(answer)}
          />
        ) : measured.kind === 'working' ? (
          <Button
            kind="quiet"
            icon={<X />}
            onClick={() => {
              cancel();
              setLooks(false);
            }}
          >
            Cancel
          </Button>
        ) : measured.kind === 'idle' ? (
          <Button icon={<Play />} onClick={look}>
            Measure
          </Button>
        ) : null
      }
    >
      {measured.kind === 'idle' && (
        <p>
          The loss and time of one batch after the other, and the steps of training whose loss or gradient
          stood out, with their rows.
        </p>
      )}
      {measured.kind === 'working' && (
        <Progress
          label="Batches"
          value={measured.progress && measured.progress.done / measured.progress.total}
          text={
            measured.progress ? `${measured.progress.done} of ${measured.progress.total} batches` : undefined
          }
        />
      )}
      {measured.kind === 'failed' && (
        <Notice
          tone="bad"
          title="Could not measure the batches"
          error={measured.error}
          action={{ label: 'Try again', run: start }}
        />
      )}
      {answer && (
        <div ref={chart}>
          <Batches answer={answer} steps={steps} colour={`var(--series-${run.colour % 8})`} />
        </div>
      )}
    </Panel>
  );
}

/** Steps that stood out, of the history as it is now. */
function stepsOf(series: RunSeries): StepOutlier[] {
  const { step, epoch, channels } = series.after(-1).steps;
  const { loss = [], gradientNorm = [] } = channels;
  return unusualSteps({ step, epoch, loss, gradientNorm });
}

interface BatchesProps {
  answer: BatchesAnswer;
  steps: readonly StepOutlier[];
  colour: string;
}

function Batches({ answer, steps, colour }: BatchesProps) {
  const { loss, milliseconds, rows, size, stepRows } = answer;
  const values = loss.map((value) => value ?? Number.NaN);
  const unusual = outliers(values);
  const curves = useMemo(
    () => [
      {
        ...{ id: 'loss', label: 'loss', colour, unordered: true },
        points: loss.map((value, batch) => ({ x: batch + 1, y: value ?? Number.NaN })),
      },
    ],
    [loss, colour],
  );
  const finite = values.filter(Number.isFinite);
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const usual = sorted[sorted.length >> 1] ?? null;
  return (
    <>
      <LineChart
        label={`Loss of ${count(loss.length)} batches of ${count(size)} examples`}
        curves={curves}
        x={linearAxis(0, loss.length)}
        y={linearAxis(Math.min(...finite), Math.max(...finite))}
        xName="batch"
        yName="loss"
        height={240}
        whole
        endLabels={false}
        formatX={(batch) => `batch ${count(batch)}`}
        empty={finite.length === 0 && 'No batch has a loss that is a number.'}
      />
      <p>
        {count(loss.length)} batches of {count(size)} {size === 1 ? 'example' : 'examples'}, a batch in{' '}
        {significant(usual, 3)} ms (median), the slowest in {significant(sorted.at(-1) ?? null, 3)} ms.{' '}
        {unusual.length === 0 && steps.length === 0 && 'None stands out, nor does a step of training.'}
      </p>
      {(unusual.length > 0 || steps.length > 0) && (
        <WideTable label="Batches that stand out">
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">Stands out</th>
                <th scope="col">By</th>
                <th scope="col">Value</th>
                <th scope="col">Deviations</th>
                <th scope="col">Rows</th>
              </tr>
            </thead>
            <tbody>
              {unusual.map(({ index, value, deviations }) => (
                <tr key={`batch ${index}`}>
                  <th scope="row">batch {index + 1}</th>
                  <td>loss</td>
                  <td className="number">{tableNumber(value)}</td>
                  <td className="number">{deviations.toFixed(1)}</td>
                  <td className="number">{rowsText(rows[index]!)}</td>
                </tr>
              ))}
              {steps.map(({ step, epoch, of, value, deviations }, i) => (
                <tr key={`step ${step} ${of}`}>
                  <th scope="row">
                    training step {count(step)}, epoch {Math.ceil(epoch)}
                  </th>
                  <td>{of}</td>
                  <td className="number">{tableNumber(value)}</td>
                  <td className="number">{deviations.toFixed(1)}</td>
                  <td className="number">{rowsText(stepRows[i] ?? [])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      )}
    </>
  );
}

function batchesCsv({ loss, milliseconds, rows }: BatchesAnswer): string {
  return csvText(
    ['batch', 'loss', 'milliseconds', 'rows'],
    loss.map((value, i) => [i + 1, value, milliseconds[i]!, rows[i]!.join(' ')]),
  );
}
