/** The statistics table of an epoch: Metric | Train | Valid | Difference, in scientific notation or plain. */
import { memo, useId } from 'react';
import type { EpochRow } from '../../protocol/events';
import { statisticsTable } from '../../runs/statisticsTable';
import { chartPreferences } from '../../store/chartPreferences';
import { useChartPreferences } from '../../store/react/useChartPreferences';
import { Panel } from '../../ui/controls/Panel';
import { Toggle } from '../../ui/controls/Toggle';
import { definedMetric, metricText, metricUnit } from './metricText';
import styles from './StatisticsPanel.module.css';

export interface StatisticsPanelProps {
  /** null before the first epoch has ended. */
  row: EpochRow | null;
  /** Rows of the table; known before their values, so that nothing moves when these come. */
  metricNames: readonly string[];
  /** The metric that decides which epoch is best. */
  monitor: string;
}

export const StatisticsPanel = memo(function StatisticsPanel({
  row,
  metricNames,
  monitor,
}: StatisticsPanelProps) {
  const id = useId();
  const scientific = useChartPreferences((preferences) => preferences.scientific);
  const values = new Map(
    row ? statisticsTable(row, [...metricNames]).rows.map((line) => [line.metric, line]) : [],
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
      <div className={styles.scroller} data-empty={metricNames.length === 0 || undefined}>
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
            {metricNames.map((metric) => {
              const line = values.get(metric);
              const unit = metricUnit(metric);
              const text = (value: number | null | undefined) =>
                metricText(definedMetric(metric, value), scientific);
              return (
                <tr key={metric}>
                  <th scope="row" title={metric}>
                    {metric}
                    {unit && <span className={styles.unit}>{unit}</span>}
                    {metric === monitor && (
                      <span className={styles.monitor} title="Decides which epoch is best">
                        monitored
                      </span>
                    )}
                  </th>
                  <td className="number">{text(line?.train)}</td>
                  <td className="number">{text(line?.valid)}</td>
                  <td className="number">{text(line?.difference)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
});
