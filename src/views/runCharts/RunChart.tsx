/**
 * A live chart of one run over epochs. It draws a window of at most a few hundred points a curve from the full
 * series; dragging zooms until single steps are seen. While the run trains the epoch axis grows in steps.
 */
import { type ReactNode, useMemo, useState } from 'react';
import { useRunSeries } from '../../store/react/useRunSeries';
import { useChartPreferences } from '../../store/react/useStudio';
import type { RunSeries } from '../../store/series';
import { type Axis, epochAxis, linearAxis, logAxis, ticksWithin } from '../../ui/charts/axis';
import styles from '../../ui/charts/ChartTools.module.css';
import { allPositive, type Curve, valueRange } from '../../ui/charts/curve';
import { LineChart } from '../../ui/charts/LineChart';
import { Button } from '../../ui/controls/Button';
import { significant } from '../../ui/format/quantities';
import type { CurveWindow } from './runCurves';

export interface RunChartProps {
  runId: string;
  label: string;
  /** The curves of a window; called again when the run has more points. Keep it stable with `useCallback`. */
  curves: (series: RunSeries, window: CurveWindow) => Curve[];
  /** What is drawn, with its unit. */
  yName: string;
  /** Values stand at the ends of epochs alone. */
  perEpoch?: boolean;
  totalEpochs: number | null;
  training: boolean;
  /** Follow the reader's choice of a logarithmic axis, as long as every value is above zero. */
  allowLog?: boolean;
  height: number;
  endLabels?: boolean;
  /** Pixels kept for the names at the ends. */
  labelWidth?: number;
  empty: ReactNode;
}

export function RunChart(props: RunChartProps) {
  const { runId, label, curves, totalEpochs, training, allowLog = false, height, empty } = props;
  const { yName, perEpoch = false, endLabels, labelWidth } = props;
  const { series, version } = useRunSeries(runId);
  const smoothing = useChartPreferences((preferences) => preferences.smoothing);
  const wantsLog = useChartPreferences((preferences) => preferences.logY) && allowLog;
  const [zoom, setZoom] = useState<[number, number] | null>(null);
  const reached = Math.max(series.extent()?.[1] ?? 0, series.epochs().at(-1)?.epoch ?? 0);
  const whole = epochAxis(reached, totalEpochs, training);
  const x: Axis = zoom ? { domain: zoom, ticks: ticksWithin(...zoom) } : whole;
  const [from, to] = x.domain;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for what is inside `series`.
  const drawn = useMemo(
    () => curves(series, { from, to, smoothing }),
    [curves, series, version, from, to, smoothing],
  );
  const logY = wantsLog && allPositive(drawn);
  const [low, high] = valueRange(drawn, logY, from, to);
  const y = logY ? logAxis(low, high) : linearAxis(low, high, height < 200 ? 3 : 4);

  function zoomTo(window: [number, number] | null): void {
    const [start, end] = window ?? whole.domain;
    const isWhole = start <= whole.domain[0] && end >= whole.domain[1];
    if (isWhole || end - start < 1e-6) setZoom(null);
    else setZoom([Math.max(0, start), Math.min(Math.max(reached, whole.domain[1]), end)]);
  }

  return (
    <div className={styles.zoomable}>
      <LineChart
        label={label}
        curves={drawn}
        x={x}
        y={y}
        xName="epoch"
        yName={yName}
        whole={perEpoch}
        logY={logY}
        height={height}
        formatX={(value) => `epoch ${significant(value)}`}
        onZoom={zoomTo}
        endLabels={endLabels}
        labelWidth={labelWidth}
        empty={empty}
      />
      {zoom && (
        <Button className={styles.reset} onClick={() => setZoom(null)}>
          Show all
        </Button>
      )}
    </div>
  );
}
