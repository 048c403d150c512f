/** How large errors are: a histogram of their sizes with the percentiles drawn in. */
import { memo, type ReactNode, useRef } from 'react';
import { csvText } from '../../formats/csv/write';
import type { ErrorHistogram, Percentile } from '../../protocol/diagnostics';
import { ChartMenu, type ChartSaver } from '../charts/ChartMenu';
import { DistributionChart } from '../charts/DistributionChart';
import { VerticalMark } from '../charts/VerticalMark';
import { Panel } from '../controls/Panel';
import { count, significant } from '../format/quantities';
import styles from './AnalysisPanels.module.css';

export interface ErrorPanelProps {
  /** "Errors of charges, MAE 0.01 e". */
  title: string;
  /** Whose errors, inside a sentence: "charges of atoms". */
  of: string;
  /** Left out for pure numbers. */
  unit?: string;
  /** What is counted: "atoms". */
  many: string;
  histogram: ErrorHistogram;
  percentiles: readonly Percentile[];
  /** The largest error. */
  largest: number | null;
  /** Whether the percentiles come from a sample. */
  approximate?: boolean;
  saver: ChartSaver;
  /** Of the saved files. */
  name: string;
  colour: string;
  height?: number;
  /** More to say, whole sentences. */
  note?: string;
  /** Controls that decide whose errors are shown. */
  choice?: ReactNode;
}

export const ErrorPanel = memo(function ErrorPanel(props: ErrorPanelProps) {
  const { title, of, unit, many, histogram, percentiles, largest, approximate, saver, name, colour } = props;
  const { counts, width, beyond } = histogram;
  const chart = useRef<HTMLDivElement>(null);
  const shown = percentiles.filter(({ percent }) => [50, 90, 99].includes(percent));
  const inWords = shown.map(({ percent, value }) => `${percent} % below ${significant(value)}`).join(', ');
  const xName = unit === undefined ? 'absolute error' : `absolute error (${unit})`;
  const csv = () =>
    csvText(
      ['error_from', 'error_to', many],
      counts.map((value, bin) => [bin * width, (bin + 1) * width, value]),
    );
  return (
    <Panel title={title} aside={<ChartMenu saver={saver} name={name} chart={chart} csv={csv} />}>
      {props.choice && <div className={styles.choice}>{props.choice}</div>}
      <div ref={chart}>
        <DistributionChart
          label={`Absolute errors of ${of}`}
          description={inWords}
          xName={xName}
          yName={many}
          counts={counts}
          binWidth={width}
          colour={colour}
          height={props.height ?? 300}
        >
          {shown.map(
            ({ percent, value }, line) =>
              value !== null && (
                <VerticalMark
                  key={percent}
                  x={value}
                  label={`${approximate ? '≈ ' : ''}${percent} %`}
                  line={13 - line}
                />
              ),
          )}
        </DistributionChart>
      </div>
      <p className={styles.note}>
        {xName.charAt(0).toUpperCase() + xName.slice(1)}
        {beyond > 0 &&
          `; ${count(beyond)} of the ${many} farther to the right, up to ${significant(largest)}`}
        . {props.note}
      </p>
    </Panel>
  );
});
