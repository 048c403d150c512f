/** A small chart of the parts of a combined loss over epochs: their values, or their weights. */
import { memo, useCallback, useRef } from 'react';
import type { RunRecord } from '../../protocol/records';
import { chartSaver } from '../../store/downloads/chartSaver';
import { seriesOf } from '../../store/runSeries';
import type { RunSeries } from '../../store/series';
import { ChartMenu } from '../../ui/charts/ChartMenu';
import { curvesCsv } from '../../ui/charts/curvesCsv';
import { LineSwatch } from '../../ui/charts/LineSwatch';
import { Panel } from '../../ui/controls/Panel';
import { RunChart } from '../runCharts/RunChart';
import { type CurveWindow, partCurves } from '../runCharts/runCurves';
import styles from './PartsPanel.module.css';

export interface PartsPanelProps {
  run: RunRecord;
  title: string;
  /** Keep it stable: a new list draws again. */
  parts: readonly { metric: string; label: string }[];
  /** Parts are measured on validation rows, too; weights are not. */
  validated: boolean;
  training: boolean;
}

export const PartsPanel = memo(function PartsPanel(props: PartsPanelProps) {
  const { run, title, parts, validated, training } = props;
  const frame = useRef<HTMLDivElement>(null);
  const curves = useCallback(
    (series: RunSeries, window: CurveWindow) => partCurves(series, parts, window),
    [parts],
  );
  const everything = { from: 0, to: Number.POSITIVE_INFINITY, smoothing: 0 };
  const csv = () =>
    curvesCsv(
      'epoch',
      partCurves(seriesOf(run.id), parts, everything).map(({ label, points }) => ({ name: label, points })),
    );
  return (
    <Panel
      title={title}
      aside={<ChartMenu saver={chartSaver} name={`${run.name} ${title}`} chart={frame} csv={csv} />}
    >
      <div ref={frame}>
        <RunChart
          runId={run.id}
          label={`${title} of ${run.name}`}
          curves={curves}
          totalEpochs={run.totalEpochs}
          training={training}
          allowLog={validated}
          height={168}
          endLabels={false}
          empty="Appears after the first epoch."
        />
      </div>
      <ul className={styles.legend}>
        {parts.map(({ metric, label }, index) => (
          <li key={metric}>
            <LineSwatch colour={`var(--series-${index % 8})`} /> {label}
          </li>
        ))}
        {validated && (
          <li>
            <LineSwatch colour="var(--ink-3)" dashed /> train
          </li>
        )}
      </ul>
    </Panel>
  );
});
