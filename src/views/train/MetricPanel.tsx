/** The main chart of a run: the loss from every step, or any other metric from every epoch. */
import { memo, useCallback, useRef, useState } from 'react';
import type { EpochRow, Metrics } from '../../protocol/events';
import { type MetricInfo, metricNamed } from '../../protocol/metrics';
import type { RunRecord } from '../../protocol/records';
import { titleWithUnit } from '../../runs/statisticsTable';
import { chartSaver } from '../../store/downloads/chartSaver';
import { seriesOf } from '../../store/runSeries';
import type { RunSeries } from '../../store/series';
import { ChartMenu } from '../../ui/charts/ChartMenu';
import tools from '../../ui/charts/ChartTools.module.css';
import { curvesCsv } from '../../ui/charts/curvesCsv';
import { Panel } from '../../ui/controls/Panel';
import { Select } from '../../ui/controls/Select';
import { LogToggle, SmoothingSlider } from '../runCharts/ChartTools';
import { RunChart } from '../runCharts/RunChart';
import { type CurveWindow, epochEnd, metricCurves } from '../runCharts/runCurves';

export interface MetricPanelProps {
  run: RunRecord;
  metrics: readonly MetricInfo[];
  training: boolean;
}

export const MetricPanel = memo(function MetricPanel({ run, metrics, training }: MetricPanelProps) {
  const [chosen, setChosen] = useState('loss');
  const metric = metrics.some(({ name }) => name === chosen) ? chosen : 'loss';
  const { title } = metricNamed(metrics, metric);
  const frame = useRef<HTMLDivElement>(null);
  const colour = `var(--series-${run.colour % 8})`;
  const curves = useCallback(
    (series: RunSeries, window: CurveWindow) => metricCurves(series, metric, colour, window),
    [metric, colour],
  );
  const offered = metrics.length > 0 ? metrics : [metricNamed([], 'loss')];
  return (
    <Panel
      title={
        <Select
          aria-label="Metric to draw"
          value={metric}
          options={offered.map((info) => ({ value: info.name, label: titleWithUnit(info) }))}
          onValue={setChosen}
        />
      }
      aside={
        <div className={tools.tools}>
          <LogToggle />
          <SmoothingSlider />
          <ChartMenu
            saver={chartSaver}
            name={`${run.name} ${title}`}
            chart={frame}
            csv={() => metricCsv(run.id, metric)}
          />
        </div>
      }
    >
      <div ref={frame}>
        <RunChart
          runId={run.id}
          label={`${title} of ${run.name}, train and validation`}
          curves={curves}
          totalEpochs={run.totalEpochs}
          training={training}
          allowLog
          height={320}
          empty={
            metric === 'loss'
              ? 'The loss appears after the first few steps, the validation loss after the first epoch.'
              : `${title} appears after the first epoch.`
          }
        />
      </div>
    </Panel>
  );
});

/** Every value in memory, not only the points on the screen. */
function metricCsv(runId: string, metric: string): string {
  const series = seriesOf(runId);
  const epochs = series.epochs();
  function* steps() {
    for (let index = 0; index < series.length; index++) {
      const { epoch, loss } = series.point(index);
      yield { x: epoch, y: loss };
    }
  }
  const values = (of: (row: EpochRow) => Metrics | null) =>
    epochs.flatMap((row) => {
      const y = of(row)?.[metric];
      return y === undefined ? [] : [{ x: epochEnd(series, row), y }];
    });
  return curvesCsv('epoch', [
    ...(metric === 'loss' ? [{ name: 'train loss of each step', points: steps() }] : []),
    { name: `train ${metric}`, points: values((row) => row.train) },
    { name: `validation ${metric}`, points: values((row) => row.validation) },
  ]);
}
