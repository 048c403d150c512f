/** Means of bins in a chart's scales: a line through them, and a whisker each of one standard deviation, or error, to either side. */
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import type { MeanBin } from '../../protocol/diagnostics';
import { linePath } from './curve';

export interface MeanBinLayerProps {
  bins: readonly MeanBin[];
  /** Whether neighbours belong together; codes of texts do not. */
  connected: boolean;
  /** What whiskers are: the spread of the values, or the error of their mean. */
  whiskers?: 'deviation' | 'error';
}

export function MeanBinLayer({ bins, connected, whiskers = 'deviation' }: MeanBinLayerProps) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  if (!scaleX || !scaleY || !area) return null;
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
        const half = whiskers === 'error' ? deviation / Math.sqrt(count) : deviation;
        const [top, bottom] = [scaleY(mean + half), scaleY(mean - half)];
        if (at === undefined || middle === undefined || top === undefined || bottom === undefined)
          return null;
        return (
          <g key={x}>
            <title>{`mean ${mean.toPrecision(3)}, SD ${deviation.toPrecision(3)} of ${count}`}</title>
            <line x1={at} x2={at} y1={Math.max(area.y, top)} y2={Math.min(area.y + area.height, bottom)} />
            <circle cx={at} cy={middle} r={3.5} fill="var(--ink-1)" stroke="var(--surface-2)" />
          </g>
        );
      })}
    </g>
  );
}
