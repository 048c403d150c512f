/** A reliability diagram: how often what is called so likely is the case, bin by bin, with how many cases each holds. */
import { useId, useRef, useState } from 'react';
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import { csvText } from '../../formats/csv/write';
import type { Reliability } from '../../protocol/diagnostics';
import { unitAxis } from '../charts/axis';
import { ChartMenu, type ChartSaver } from '../charts/ChartMenu';
import { LineChart } from '../charts/LineChart';
import { IdentityLine } from '../charts/PointLayer';
import { Panel } from '../controls/Panel';
import { Select } from '../controls/Select';
import { count, significant } from '../format/quantities';
import styles from './AnalysisPanels.module.css';

export interface ReliabilityPanelProps {
  /** The first is shown at first; at least one. */
  reliability: readonly Reliability[];
  /** What is counted: "rows", "pixels". */
  many: string;
  saver: ChartSaver;
  /** Of the run, for file names. */
  name: string;
  colour: string;
  height?: number;
}

export function ReliabilityPanel(props: ReliabilityPanelProps) {
  const { reliability, many, saver, name, colour, height = 300 } = props;
  const [chosen, setChosen] = useState(0);
  const chart = useRef<HTMLDivElement>(null);
  const id = useId();
  const shown = reliability[chosen] ?? reliability[0];
  if (!shown) return null;
  const csv = () =>
    csvText(
      ['from', 'to', many, 'confidence', 'observed'],
      shown.bins.map((bin) => [bin.from, bin.to, bin.count, bin.confidence, bin.observed]),
    );
  const filled = shown.bins.filter((bin) => bin.count > 0);
  const inWords = filled
    .map(
      (bin) => `${significant(bin.observed, 2)} of ${count(bin.count)} at ${significant(bin.confidence, 2)}`,
    )
    .join(', ');
  return (
    <Panel
      title={`Calibration, expected error ${significant(shown.ece, 3)}`}
      aside={<ChartMenu saver={saver} name={`${name} calibration`} chart={chart} csv={csv} />}
    >
      {reliability.length > 1 && (
        <div className={styles.choice}>
          <label htmlFor={id}>
            of{' '}
            <Select
              id={id}
              value={String(chosen)}
              options={reliability.map((one, i) => ({ value: String(i), label: one.name }))}
              onValue={(value) => setChosen(Number(value))}
            />
          </label>
        </div>
      )}
      <div ref={chart}>
        <LineChart
          label={`Reliability of ${shown.name}: ${inWords}`}
          curves={[]}
          x={unitAxis}
          y={unitAxis}
          xName="predicted probability"
          yName="share that came true"
          height={height}
          endLabels={false}
        >
          <ReliabilityBars shown={shown} colour={colour} many={many} />
          <IdentityLine from={0} to={1} />
        </LineChart>
      </div>
      <p className={styles.note}>
        On the dashed line what is called so likely is so often the case; below it the model is too sure. The
        fuller the colour of a bar, the more of {count(shown.count)} {many}. Expected calibration error{' '}
        {significant(shown.ece, 3)} in {shown.bins.length} bins of equal width,{' '}
        {significant(shown.adaptiveEce, 3)} in bins of equal counts; the largest gap of a bin is{' '}
        {significant(shown.largestGap, 3)}.
      </p>
    </Panel>
  );
}

function ReliabilityBars({ shown, colour, many }: { shown: Reliability; colour: string; many: string }) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  if (!scaleX || !scaleY || !area) return null;
  const most = shown.bins.reduce((largest, bin) => Math.max(largest, bin.count), 1);
  const bottom = area.y + area.height;
  return (
    <g fill={colour}>
      {shown.bins.map((bin) => {
        const [left, right] = [scaleX(bin.from), scaleX(bin.to)];
        const top = bin.observed === null ? undefined : scaleY(bin.observed);
        const x = bin.confidence === null ? undefined : scaleX(bin.confidence);
        if (left === undefined || right === undefined || top === undefined || x === undefined) return null;
        return (
          <g key={bin.from}>
            <title>
              {`${significant(bin.observed, 3)} of ${count(bin.count)} ${many} at ${significant(bin.confidence, 3)}`}
            </title>
            <rect
              x={left + 1}
              y={top}
              width={Math.max(1, right - left - 2)}
              height={bottom - top}
              fillOpacity={0.15 + 0.55 * Math.sqrt(bin.count / most)}
            />
            <circle cx={x} cy={top} r={3.5} stroke="var(--surface-2)" />
          </g>
        );
      })}
    </g>
  );
}
