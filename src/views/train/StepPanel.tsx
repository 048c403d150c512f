/** A small chart of something that only optimizer steps have: the learning rate, the gradient's norm. */
import { memo, useCallback } from 'react';
import type { RunRecord } from '../../protocol/records';
import type { stepChannels } from '../../protocol/steps';
import { seriesOf } from '../../store/runSeries';
import type { RunSeries } from '../../store/series';
import { curvesCsv } from '../../ui/charts/curvesCsv';
import { type CurveWindow, stepCurve } from '../runCharts/runCurves';
import { SmallRunPanel } from '../runCharts/SmallRunPanel';

export interface StepPanelProps {
  run: RunRecord;
  channel: (typeof stepChannels)[number];
  title: string;
  /** Noisy channels are smoothed and may be logarithmic; the learning rate is drawn as it is. */
  noisy: boolean;
  training: boolean;
}

export const StepPanel = memo(function StepPanel({ run, channel, title, noisy, training }: StepPanelProps) {
  const colour = `var(--series-${run.colour % 8})`;
  const curves = useCallback(
    (series: RunSeries, window: CurveWindow) => {
      const [points, raw] = stepCurve(series, channel, noisy ? window : { ...window, smoothing: 0 });
      return [{ id: channel, label: title, colour, points, raw: noisy ? raw : [] }];
    },
    [channel, title, colour, noisy],
  );
  return (
    <SmallRunPanel
      run={run}
      title={title}
      curves={curves}
      training={training}
      allowLog={noisy}
      empty="Appears after the first few steps."
      csv={() => channelCsv(run.id, channel, title)}
    />
  );
});

function channelCsv(runId: string, channel: (typeof stepChannels)[number], title: string): string {
  const series = seriesOf(runId);
  function* points() {
    for (let index = 0; index < series.length; index++) {
      const point = series.point(index);
      yield { x: point.epoch, y: point[channel] };
    }
  }
  return curvesCsv('epoch', [{ name: title, points: points() }]);
}
