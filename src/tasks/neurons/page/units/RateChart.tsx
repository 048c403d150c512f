/** Recorded counts and predicted rates of a unit over time bins. */
import { useMemo } from 'react';
import { usePlotArea, useXAxisScale } from 'recharts';
import { linearAxis, ticksWithin } from '../../../../ui/charts/axis';
import { type Curve, type CurvePoint, maxPoints, valueRange } from '../../../../ui/charts/curve';
import { LineChart } from '../../../../ui/charts/LineChart';
import { count } from '../../../../ui/format/quantities';

export interface RateChartProps {
  label: string;
  /** The first bin. */
  start: number;
  /** By bin; NaN where there is none. */
  counts: Float32Array;
  rates: Float32Array;
  /** Ranges of bins to be shaded, [from, to). */
  trained?: readonly (readonly [number, number])[];
  colour: string;
  height: number;
}

export function RateChart(props: RateChartProps) {
  const { label, start, counts, rates, trained = [], colour, height } = props;
  const [recorded, predicted] = useMemo(
    () => [binned(start, counts), binned(start, rates)] as const,
    [start, counts, rates],
  );
  const curves: Curve[] = [
    { id: 'recorded', label: 'recorded', colour: 'var(--line-strong)', points: recorded },
    { id: 'predicted', label: 'predicted', colour, points: predicted },
  ];
  const [, high] = valueRange(curves, false);
  const end = start + Math.max(counts.length, 2) - 1;
  return (
    <LineChart
      label={label}
      curves={curves}
      x={{ domain: [start, end], ticks: ticksWithin(start, end) }}
      y={linearAxis(0, Number.isFinite(high) ? Math.max(high, 0.1) : 1)}
      xName="bin"
      yName="spikes a bin"
      height={height}
      labelWidth={68}
      formatX={(bin) => `bin ${count(bin)}`}
      empty="There is nothing to predict in these bins."
    >
      <Shades ranges={trained} />
    </LineChart>
  );
}

/** Of more bins than a chart has points for, means of neighbours. */
function binned(start: number, values: Float32Array): CurvePoint[] {
  const together = Math.max(1, Math.ceil(values.length / (2 * maxPoints)));
  return Array.from({ length: Math.ceil(values.length / together) }, (_, i) => {
    const part = values.subarray(i * together, (i + 1) * together);
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    return { x: start + i * together + (part.length - 1) / 2, y: mean };
  });
}

function Shades({ ranges }: { ranges: readonly (readonly [number, number])[] }) {
  const scaleX = useXAxisScale();
  const area = usePlotArea();
  if (!scaleX || !area) return null;
  let path = '';
  for (const [from, to] of ranges) {
    const left = Math.max(area.x, scaleX(from - 0.5) ?? area.x);
    const right = Math.min(area.x + area.width, scaleX(to - 0.5) ?? area.x);
    if (right > left)
      path += `M${left.toFixed(1)},${area.y}h${(right - left).toFixed(1)}v${area.height}H${left.toFixed(1)}z`;
  }
  return <path d={path} fill="var(--surface-3)" />;
}
