/** Means of bins with one standard deviation to either side, in a chart's scales: a line through them, a whisker each. */
import { useXAxisScale, useYAxisScale } from 'recharts';
import type { MeanBin } from '../../protocol/diagnostics';
import { linePath } from './curve';

export interface MeanBinLayerProps {
  bins: readonly MeanBin[];
  /** Whether neighbours belong together; codes of texts do not. */
  connected: boolean;
}

export function MeanBinLayer({ bins, connected }: MeanBinLayerProps) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  if (!scaleX || !scaleY) return null;
  const line = linePath(
    bins.map(({ x, mean }) => ({ x, y: mean })),
    scaleX,
    scaleY,
  );
  return (
    <g stroke="var(--ink-1)" fill="none">
      {connected && <path d={line} strokeWidth={1.5} />}
      {bins.map(({ x, mean, deviation, count }) => {
        const [at, middle] = [scaleX(x), scaleY(mean)];
        const [top, bottom] = [scaleY(mean + deviation), scaleY(mean - deviation)];
        if (at === undefined || middle === undefined || top === undefined || bottom === undefined)
          return null;
        return (
          <g key={x}>
            <title>{`mean ${mean.toPrecision(3)}, SD ${deviation.toPrecision(3)} of ${count}`}</title>
            <line x1={at} x2={at} y1={top} y2={bottom} />
            <circle cx={at} cy={middle} r={3.5} fill="var(--ink-1)" stroke="var(--surface-2)" />
          </g>
        );
      })}
    </g>
  );
}
