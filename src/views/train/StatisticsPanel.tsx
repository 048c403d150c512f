/** The statistics table of an epoch: Metric | Train | Valid | Difference, in scientific notation or plain. */
import { memo, useId } from 'react';
import type { EpochRow } from '../../protocol/events';
import type { MetricInfo } from '../../protocol/metrics';
import { statisticsTable, tabulated } from '../../runs/statisticsTable';
import { chartPreferences } from '../../store/chartPreferences';
import { useChartPreferences } from '../../store/react/useStudio';
import { Panel } from '../../ui/controls/Panel';
import { Toggle } from '../../ui/controls/Toggle';
import { metricText } from './metricText';
import styles from './StatisticsPanel.module.css';

export interface StatisticsPanelProps {
  /** null before the first epoch has ended. */
  row: EpochRow | null;
  /** Rows of the table; known before their values, so that nothing moves when these come. */
  metrics: readonly MetricInfo[];
  /** Name of the metric that decides which epoch is best. */
  monitored: string;
}

export const StatisticsPanel = memo(function StatisticsPanel({
  row,
  metrics,
  monitored,
}: StatisticsPanelProps) {
  const id = useId();
  const scientific = useChartPreferences((preferences) => preferences.scientific);
  const values = new Map(
    row ? statisticsTable(row, metrics).rows.map((line) => [line.metric.name, line]) : [],
  );
  return (
    <Panel
      title={row ? `Epoch ${row.epoch}` : 'Epoch 1'}
      aside={
        <span className={styles.notation}>
          {row === null && <span className={styles.wait}>numbers at its end</span>}
          {row?.isBest && <span className={styles.best}>★ best</span>}
          <label htmlFor={id}>scientific</label>
          <Toggle
            id={id}
            checked={scientific}
            onValue={(on) => chartPreferences.setState({ scientific: on })}
          />
        </span>
      }
    >
      <div className={styles.scroller} data-empty={metrics.length === 0 || undefined}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col">Train</th>
              <th scope="col">Valid</th>
              <th scope="col">Difference</th>
            </tr>
          </thead>
          <tbody>
            {tabulated(metrics).map(({ name, title, unit }) => {
              const line = values.get(name);
              return (
                <tr key={name}>
                  <th scope="row" title={`${title}, ${name} in files`}>
                    {title}
                    {unit && <span className={styles.unit}>{unit}</span>}
                    {name === monitored && (
                      <span className={styles.monitor} title="Decides which epoch is best">
                        monitored
                      </span>
                    )}
                  </th>
                  <td className="number">{metricText(line?.train, scientific)}</td>
                  <td className="number">{metricText(line?.valid, scientific)}</td>
                  <td className="number">{metricText(line?.difference, scientific)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
});
