/** Errors over the prediction or over any input, with means and spread by bin: what is left that the model has not learnt. */
import { useId, useMemo, useRef, useState } from 'react';
import type { MeanBin } from '../../protocol/diagnostics';
import { linearAxis } from '../charts/axis';
import { ChartMenu, type ChartSaver } from '../charts/ChartMenu';
import { curvesCsv } from '../charts/curvesCsv';
import { LineChart } from '../charts/LineChart';
import { MeanBinLayer } from '../charts/MeanBinLayer';
import { LevelLine, PointLayer } from '../charts/PointLayer';
import { Panel } from '../controls/Panel';
import { Select } from '../controls/Select';
import { count } from '../format/quantities';
import styles from './AnalysisPanels.module.css';

/** What residuals can be drawn over. */
export interface Quantity {
  name: string;
  values: ArrayLike<number>;
  /** Of a text, in the order of the codes. */
  texts?: readonly string[] | null;
}

export interface ResidualsOf {
  name: string;
  /** Predicted − actual, a value an example. */
  residuals: ArrayLike<number>;
  /** The first is what they are shown over at first. */
  over: readonly Quantity[];
}

export interface ResidualsPanelProps {
  /** Of what there are residuals: targets; at least one. */
  targets: readonly ResidualsOf[];
  /** What a point is: "rows". */
  many: string;
  title?: string;
  yName?: string;
  /** Means of residuals in bins of another quantity. */
  binned(x: ArrayLike<number>, y: ArrayLike<number>, distinct: boolean): MeanBin[];
  saver: ChartSaver;
  /** Of the run, for file names. */
  name: string;
  colour: string;
}

export function ResidualsPanel(props: ResidualsPanelProps) {
  const { targets, many, binned, saver, name, colour } = props;
  const { title = 'Errors: predicted − actual', yName = 'predicted − actual' } = props;
  const [chosen, setChosen] = useState(0);
  const [over, setOver] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const ids = { target: useId(), over: useId() };
  const target = targets[chosen] ?? targets[0];
  const quantity = target?.over[over] ?? target?.over[0];
  const points = useMemo(
    () =>
      target && quantity
        ? Array.from(quantity.values, (x, i) => ({ x, y: target.residuals[i]! })).filter(({ x, y }) =>
            Number.isFinite(x + y),
          )
        : [],
    [target, quantity],
  );
  const isText = Boolean(quantity?.texts);
  const bins = useMemo(
    () =>
      binned(
        points.map(({ x }) => x),
        points.map(({ y }) => y),
        isText,
      ),
    [binned, points, isText],
  );
  if (!target || !quantity) return null;
  const range = (values: number[]) =>
    linearAxis(
      values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
      values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
    );
  const csv = () =>
    curvesCsv(quantity.name, [
      { name: yName, points },
      { name: 'mean of bin', points: bins.map(({ x, mean }) => ({ x, y: mean })) },
      { name: 'SD of bin', points: bins.map(({ x, deviation }) => ({ x, y: deviation })) },
    ]);
  return (
    <Panel
      title={title}
      aside={
        <ChartMenu
          saver={saver}
          name={`${name} ${target.name} errors over ${quantity.name}`}
          chart={frame}
          csv={csv}
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
              options={targets.map((one, i) => ({ value: String(i), label: one.name }))}
              onValue={(value) => setChosen(Number(value))}
            />
          </label>
        )}
        <label htmlFor={ids.over}>
          over{' '}
          <Select
            id={ids.over}
            value={String(over)}
            options={target.over.map((one, i) => ({ value: String(i), label: one.name }))}
            onValue={(value) => setOver(Number(value))}
          />
        </label>
      </div>
      <div ref={frame}>
        <LineChart
          label={`${target.name}: ${yName} over ${quantity.name}, ${count(points.length)} ${many}`}
          curves={[]}
          x={range(points.map(({ x }) => x))}
          y={range([0, ...points.map(({ y }) => y)])}
          xName={quantity.name}
          yName={yName}
          height={300}
          endLabels={false}
          empty={points.length === 0 && `There are no ${many} to show.`}
        >
          <LevelLine at={0} />
          <PointLayer points={points} colour={colour} />
          <MeanBinLayer bins={bins} connected={!isText} />
        </LineChart>
      </div>
      <p className={styles.note}>
        {bins.length > 1 &&
          `Circles are means of ${isText ? 'each text' : `${bins.length} bins of about equal counts`}, with one standard deviation. `}
        {quantity.texts?.map((text, code) => `${code}: ${text}`).join(', ')}
      </p>
    </Panel>
  );
}
