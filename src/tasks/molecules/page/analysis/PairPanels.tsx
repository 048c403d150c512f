/** Pictures of predicted values beside their reference: the scatter of both, and how large the errors are. */
import { memo, useRef } from 'react';
import { csvText } from '../../../../formats/csv/write';
import { chartSaver } from '../../../../store/downloads/chartSaver';
import { ChartMenu } from '../../../../ui/charts/ChartMenu';
import { DistributionChart } from '../../../../ui/charts/DistributionChart';
import { VerticalMark } from '../../../../ui/charts/VerticalMark';
import { Panel } from '../../../../ui/controls/Panel';
import { count, significant } from '../../../../ui/format/quantities';
import type { PairSummary } from '../../analysis/moleculesAnalysis';
import { BinnedScatterChart } from './BinnedScatterChart';
import styles from './MoleculesResult.module.css';

export interface PairPanelProps {
  /** "Charges of atoms". */
  title: string;
  unit: string;
  /** What is counted: "atoms". */
  many: string;
  pair: PairSummary;
  /** Of the run, for file names. */
  name: string;
  colour: string;
}

export const ScatterPanel = memo(function ScatterPanel(props: PairPanelProps) {
  const { title, unit, many, pair, name, colour } = props;
  const chart = useRef<HTMLDivElement>(null);
  const { x, y, count: counts } = pair.scatter;
  const csv = () =>
    csvText(
      ['reference', 'predicted', many],
      Array.from(counts, (value, i) => [x[i]!, y[i]!, value]),
    );
  const words = `predicted over reference, ${count(pair.count)} ${many}, correlation ${significant(pair.correlation)}`;
  return (
    <Panel
      title={`${title}, correlation ${significant(pair.correlation)}`}
      aside={<ChartMenu saver={chartSaver} name={`${name} ${title} scatter`} chart={chart} csv={csv} />}
    >
      <div ref={chart}>
        <BinnedScatterChart
          label={`${title}: ${words}`}
          unit={unit}
          scatter={pair.scatter}
          colour={colour}
          height={300}
        />
      </div>
      <p className={styles.note}>
        Predicted over reference, {unit}; the darker, the more of {count(pair.count)} {many}.
      </p>
    </Panel>
  );
});

export const ErrorPanel = memo(function ErrorPanel(props: PairPanelProps) {
  const { title, unit, many, pair, name, colour } = props;
  const chart = useRef<HTMLDivElement>(null);
  const { counts, width, beyond } = pair.errorHistogram;
  const shown = pair.errorPercentiles.filter(({ percent }) => [50, 90, 99].includes(percent));
  const about = pair.approximate ? '≈ ' : '';
  const inWords = shown.map(({ percent, value }) => `${percent} % below ${significant(value)}`).join(', ');
  const csv = () =>
    csvText(
      ['error_from', 'error_to', many],
      counts.map((value, bin) => [bin * width, (bin + 1) * width, value]),
    );
  return (
    <Panel
      title={`Errors of ${title.toLowerCase()}, MAE ${significant(pair.mae)} ${unit}`}
      aside={<ChartMenu saver={chartSaver} name={`${name} ${title} errors`} chart={chart} csv={csv} />}
    >
      <div ref={chart}>
        <DistributionChart
          label={`Absolute errors of ${title.toLowerCase()}`}
          description={inWords}
          xName={`absolute error (${unit})`}
          yName={many}
          counts={counts}
          binWidth={width}
          colour={colour}
          height={300}
        >
          {shown.map(
            ({ percent, value }, line) =>
              value !== null && (
                <VerticalMark key={percent} x={value} label={`${about}${percent} %`} line={13 - line} />
              ),
          )}
        </DistributionChart>
      </div>
      <p className={styles.note}>
        Absolute error, {unit}
        {beyond > 0 &&
          `; ${count(beyond)} ${many} lie farther to the right, up to ${significant(pair.maxError)}`}
        .
      </p>
    </Panel>
  );
});
