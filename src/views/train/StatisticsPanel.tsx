/** The statistics table of an epoch, Metric | Train | Valid | Difference | %Diff, in scientific notation or plain; then its blocks. */
import { ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment, memo, type ReactNode, useId, useState } from 'react';
import type { EpochRow } from '../../protocol/events';
import { isCrowd, type MetricFamily, type MetricInfo, metricFamilies } from '../../protocol/metrics';
import { blocksOf, footOf, type StatisticsRow, statisticsTable, tabulated } from '../../runs/statisticsTable';
import { chartPreferences } from '../../store/chartPreferences';
import { useChartPreferences } from '../../store/react/useStudio';
import { Panel } from '../../ui/controls/Panel';
import { Toggle } from '../../ui/controls/Toggle';
import { WideTable } from '../../ui/controls/WideTable';
import { metricText, percentText } from './metricText';
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
  const { rows, blocks } = row ? statisticsTable(row, metrics) : { rows: [], blocks: [] };
  const values = new Map(
    [rows, ...blocks.map((block) => block.rows)].flat().map((line) => [line.metric.name, line]),
  );
  const crowds = metricFamilies(metrics).filter(isCrowd);
  const [opened, setOpened] = useState<readonly string[]>([]);
  const foot = row ? footOf(row) : '';
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
      <WideTable className={metrics.length === 0 ? styles.waiting : undefined}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col">Train</th>
              <th scope="col">Valid</th>
              <th scope="col">Difference</th>
              <th scope="col" title="The difference in percent of the training value">
                %Diff
              </th>
            </tr>
          </thead>
          <tbody>
            {tabulated(metrics).map((metric) => {
              const { name, title, unit } = metric;
              const crowd = crowds.find(({ members }) => members.includes(metric));
              const isOpen = !crowd || opened.includes(crowd.title) || name === monitored;
              return (
                <Fragment key={name}>
                  {crowd?.members[0] === metric && (
                    <CrowdLine
                      crowd={crowd}
                      open={opened.includes(crowd.title)}
                      onOpen={(open) =>
                        setOpened(
                          open ? [...opened, crowd.title] : opened.filter((one) => one !== crowd.title),
                        )
                      }
                    />
                  )}
                  {isOpen && (
                    <Line values={values.get(name)} scientific={scientific}>
                      <th scope="row" title={`${title}, ${name} in files`}>
                        {title}
                        {unit && <span className={styles.unit}>{unit}</span>}
                        {name === monitored && (
                          <span className={styles.monitor} title="Decides which epoch is best">
                            monitored
                          </span>
                        )}
                      </th>
                    </Line>
                  )}
                </Fragment>
              );
            })}
          </tbody>
          {blocksOf(metrics).map((block) => (
            <tbody key={block.title}>
              <tr>
                <th scope="rowgroup" colSpan={5} className={styles.block}>
                  {block.title}
                </th>
              </tr>
              {block.metrics.map(({ name, title, unit, block: place }) => (
                <Line key={name} values={values.get(name)} scientific={scientific}>
                  <th scope="row" title={`${title}, ${name} in files`}>
                    {place?.line}
                    {unit && <span className={styles.unit}>{unit}</span>}
                  </th>
                </Line>
              ))}
            </tbody>
          ))}
        </table>
      </WideTable>
      <p className={styles.foot}>{foot}</p>
    </Panel>
  );
});

interface CrowdLineProps {
  crowd: MetricFamily;
  open: boolean;
  onOpen: (open: boolean) => void;
}

/** Stands before many metrics of one kind, which come when they are asked for. */
function CrowdLine({ crowd: { title, members }, open, onOpen }: CrowdLineProps) {
  return (
    <tr>
      <th scope="row" colSpan={5}>
        <button type="button" className={styles.crowd} aria-expanded={open} onClick={() => onOpen(!open)}>
          {open ? <ChevronDown aria-hidden="true" /> : <ChevronRight aria-hidden="true" />}
          {title}, {members.length}
        </button>
      </th>
    </tr>
  );
}

interface LineProps {
  values: StatisticsRow | undefined;
  scientific: boolean;
  /** Its heading. */
  children: ReactNode;
}

function Line({ values, scientific, children }: LineProps) {
  return (
    <tr>
      {children}
      <td className="number">{metricText(values?.train, scientific)}</td>
      <td className="number">{metricText(values?.valid, scientific)}</td>
      <td className="number">{metricText(values?.difference, scientific)}</td>
      <td className="number">{percentText(values?.percent)}</td>
    </tr>
  );
}
