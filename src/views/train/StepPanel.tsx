/** A small chart of something that only optimizer steps have: the learning rate, the gradient's norm. */
import { memo, useCallback, useRef } from 'react';
import type { RunRecord } from '../../protocol/records';
import { chartSaver } from '../../store/downloads/chartSaver';
import { seriesOf } from '../../store/runSeries';
import type { Channel, RunSeries } from '../../store/series';
import { ChartMenu } from '../../ui/charts/ChartMenu';
import { curvesCsv } from '../../ui/charts/curvesCsv';
import { Panel } from '../../ui/controls/Panel';
import { RunChart } from '../runCharts/RunChart';
import { type CurveWindow, stepCurve } from '../runCharts/runCurves';

export interface StepPanelProps {
  run: RunRecord;
  channel: Channel;
  title: string;
  /** Noisy channels are smoothed and may be logarithmic; the learning rate is drawn as it is. */
  noisy: boolean;
  training: boolean;
}

export const StepPanel = memo(function StepPanel({ run, channel, title, noisy, training }: StepPanelProps) {
  const frame = useRef<HTMLDivElement>(null);
  const colour = `var(--series-${run.colour % 8})`;
  const curves = useCallback(
    (series: RunSeries, window: CurveWindow) => {
      const [points, raw] = stepCurve(series, channel, noisy ? window : { ...window, smoothing: 0 });
      return [{ id: channel, label: title, colour, points, raw: noisy ? raw : [] }];
    },
    [channel, title, colour, noisy],
  );
  return (
    <Panel
      title={title}
      aside={
        <ChartMenu
          saver={chartSaver}
          name={`${run.name} ${title}`}
          chart={frame}
          csv={() => channelCsv(run.id, channel, title)}
        />
      }
    >
      <div ref={frame}>
        <RunChart
          runId={run.id}
          label={`${title} of ${run.name}`}
          curves={curves}
          totalEpochs={run.totalEpochs}
          training={training}
          allowLog={noisy}
          height={168}
          endLabels={false}
          empty="Appears after the first few steps."
        />
      </div>
    </Panel>
  );
});

function channelCsv(runId: string, channel: Channel, title: string): string {
  const series = seriesOf(runId);
  function* points() {
    for (let index = 0; index < series.length; index++) {
      const point = series.point(index);
      yield { x: point.epoch, y: point[channel] };
    }
  }
  return curvesCsv('epoch', [{ name: title, points: points() }]);
}
