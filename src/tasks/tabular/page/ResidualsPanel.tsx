/** Errors over the prediction or over any input: what is left there that the model has not learnt. */
import { useId, useRef, useState } from 'react';
import { chartSaver } from '../../../store/downloads/chartSaver';
import { linearAxis } from '../../../ui/charts/axis';
import { ChartMenu } from '../../../ui/charts/ChartMenu';
import { curvesCsv } from '../../../ui/charts/curvesCsv';
import { LineChart } from '../../../ui/charts/LineChart';
import { LevelLine, PointLayer } from '../../../ui/charts/PointLayer';
import { Panel } from '../../../ui/controls/Panel';
import { Select } from '../../../ui/controls/Select';
import { count } from '../../../ui/format/quantities';
import type { RegressionAnalysis, TableContext } from '../analysis/tableAnalysis';
import styles from './TableResult.module.css';

export interface ResidualsPanelProps {
  analysis: RegressionAnalysis & TableContext;
  /** Of the run, for file names. */
  name: string;
  colour: string;
}

const PREDICTION = 'prediction';

export function ResidualsPanel({ analysis, name, colour }: ResidualsPanelProps) {
  const { targets, inputs } = analysis;
  const [chosen, setChosen] = useState(0);
  const [over, setOver] = useState(PREDICTION);
  const frame = useRef<HTMLDivElement>(null);
  const ids = { target: useId(), over: useId() };
  const target = targets[chosen] ?? targets[0];
  if (!target) return null;
  const input = inputs[Number(over)] ?? null;
  const points = target.scatter.map(({ actual, predicted }, i) => ({
    x: input ? input.values[i]! : predicted,
    y: predicted - actual,
  }));
  const xName = input?.name ?? PREDICTION;
  const range = (values: number[]) => linearAxis(Math.min(...values), Math.max(...values));
  return (
    <Panel
      title="Errors: predicted − actual"
      aside={
        <ChartMenu
          saver={chartSaver}
          name={`${name} ${target.target} errors over ${xName}`}
          chart={frame}
          csv={() => curvesCsv(xName, [{ name: 'predicted - actual', points }])}
        />
      }
    >
      <div className={styles.choice}>
        {targets.length > 1 && (
          <label htmlFor={ids.target}>
            of{' '}
            <Select
              id={ids.target}
              value={String(chosen)}
              options={targets.map((one, i) => ({ value: String(i), label: one.target }))}
              onValue={(value) => setChosen(Number(value))}
            />
          </label>
        )}
        <label htmlFor={ids.over}>
          over{' '}
          <Select
            id={ids.over}
            value={over}
            options={[
              { value: PREDICTION, label: 'the prediction' },
              ...inputs.map((one, i) => ({ value: String(i), label: one.name })),
            ]}
            onValue={setOver}
          />
        </label>
      </div>
      <div ref={frame}>
        <LineChart
          label={`${target.target}: predicted − actual over ${xName}, ${count(points.length)} rows`}
          curves={[]}
          x={range(points.map(({ x }) => x))}
          y={range([0, ...points.map(({ y }) => y)])}
          xName={xName}
          yName="predicted − actual"
          height={300}
          endLabels={false}
          empty={points.length === 0 && 'There are no rows to show.'}
        >
          <LevelLine at={0} />
          <PointLayer points={points} colour={colour} />
        </LineChart>
      </div>
      {input?.texts && (
        <p className={styles.note}>{input.texts.map((text, code) => `${code}: ${text}`).join(', ')}</p>
      )}
    </Panel>
  );
}
