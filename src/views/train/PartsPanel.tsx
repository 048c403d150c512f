/** Small charts of a combined loss over epochs: the values of its parts, and their weights where these move. */
import { memo, useCallback, useMemo } from 'react';
import { lossPartsGroup, lossWeightsGroup, type MetricInfo } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { seriesOf } from '../../store/runSeries';
import type { RunSeries } from '../../store/series';
import { curvesCsv } from '../../ui/charts/curvesCsv';
import { LineSwatch } from '../../ui/charts/LineSwatch';
import { type CurveWindow, partCurves } from '../runCharts/runCurves';
import { SmallRunPanel } from '../runCharts/SmallRunPanel';
import styles from './PartsPanel.module.css';
import place from './TrainPlace.module.css';

export interface LossPanelsProps {
  run: RunRecord;
  /** Keep it stable: a new list draws again. */
  metrics: readonly MetricInfo[];
  training: boolean;
}

/** Nothing for a loss of one part, which is the loss. */
export const LossPanels = memo(function LossPanels({ run, metrics, training }: LossPanelsProps) {
  const parts = useMemo(() => metrics.filter(({ group }) => group === lossPartsGroup), [metrics]);
  const weights = useMemo(() => metrics.filter(({ group }) => group === lossWeightsGroup), [metrics]);
  if (parts.length < 2) return null;
  return (
    <div className={place.pair}>
      <PartsPanel run={run} title="Loss components" parts={parts} training={training} />
      {weights.length > 0 && (
        <PartsPanel run={run} title="Loss weights" parts={weights} training={training} />
      )}
    </div>
  );
});

interface PartsPanelProps {
  run: RunRecord;
  title: string;
  parts: readonly MetricInfo[];
  training: boolean;
}

function PartsPanel({ run, title, parts, training }: PartsPanelProps) {
  // Parts are measured on validation rows, too; weights are not.
  const validated = parts.some(({ of }) => of !== 'train');
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
  const legend = (
    <ul className={styles.legend}>
      {parts.map(({ name, title: label }, index) => (
        <li key={name}>
          <LineSwatch colour={`var(--series-${index % 8})`} /> {label}
        </li>
      ))}
      {validated && (
        <li>
          <LineSwatch colour="var(--ink-3)" dashed /> train
        </li>
      )}
    </ul>
  );
  return (
    <SmallRunPanel
      run={run}
      title={title}
      curves={curves}
      training={training}
      allowLog={validated}
      perEpoch
      empty="Appears after the first epoch."
      csv={csv}
      legend={legend}
    />
  );
}
