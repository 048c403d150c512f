/** Predicted over true values where there are too many to draw each: square bins, and the coefficients of association. */
import { memo, useRef } from 'react';
import { csvText } from '../../formats/csv/write';
import type { PairSummary } from '../../protocol/diagnostics';
import { BinnedScatterChart } from '../charts/BinnedScatterChart';
import { ChartMenu, type ChartSaver } from '../charts/ChartMenu';
import { Panel } from '../controls/Panel';
import { count, significant } from '../format/quantities';
import styles from './AnalysisPanels.module.css';

export interface ScatterPanelProps {
  /** "Charges of atoms". */
  title: string;
  unit: string;
  /** What is counted: "atoms". */
  many: string;
  pair: PairSummary;
  saver: ChartSaver;
  /** Of the run, for file names. */
  name: string;
  colour: string;
}

export const ScatterPanel = memo(function ScatterPanel(props: ScatterPanelProps) {
  const { title, unit, many, pair, saver, name, colour } = props;
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
      aside={<ChartMenu saver={saver} name={`${name} ${title} scatter`} chart={chart} csv={csv} />}
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
        Predicted over reference, {unit}; the darker, the more of {count(pair.count)} {many}. Spearman{' '}
        {significant(pair.spearman)}, concordance {significant(pair.concordance)}.
      </p>
    </Panel>
  );
});
