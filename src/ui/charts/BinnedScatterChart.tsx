/** Predicted over reference where there are too many points to draw: square bins, the darker the more lie there. */
import { useXAxisScale, useYAxisScale } from 'recharts';
import type { BinnedScatter } from '../../protocol/diagnostics';
import { linearAxis } from './axis';
import { LineChart } from './LineChart';
import { IdentityLine } from './PointLayer';

export interface BinnedScatterChartProps {
  label: string;
  /** Of both axes. */
  unit: string;
  scatter: BinnedScatter;
  colour: string;
  height: number;
}

export function BinnedScatterChart({ label, unit, scatter, colour, height }: BinnedScatterChartProps) {
  const { x, y, width } = scatter;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of [x, y]) {
    for (const value of values) {
      low = Math.min(low, value - width / 2);
      high = Math.max(high, value + width / 2);
    }
  }
  const axis = linearAxis(low, high);
  return (
    <LineChart
      label={label}
      curves={[]}
      x={axis}
      y={axis}
      xName={`reference (${unit})`}
      yName={`predicted (${unit})`}
      height={height}
      endLabels={false}
      empty={x.length === 0 && 'There is nothing to show.'}
    >
      <BinLayer scatter={scatter} colour={colour} />
      <IdentityLine from={axis.domain[0]} to={axis.domain[1]} />
    </LineChart>
  );
}

/** Shades; one path for each, since thousands of elements would make the page slow. */
const SHADES = 8;

function BinLayer({ scatter, colour }: Pick<BinnedScatterChartProps, 'scatter' | 'colour'>) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  if (!scaleX || !scaleY) return null;
  const most = Math.log1p(scatter.count.reduce((largest, count) => Math.max(largest, count), 0));
  const paths = new Array<string>(SHADES).fill('');
  for (const [i, count] of scatter.count.entries()) {
    const half = scatter.width / 2;
    const left = scaleX(scatter.x[i]! - half);
    const right = scaleX(scatter.x[i]! + half);
    const top = scaleY(scatter.y[i]! + half);
    const bottom = scaleY(scatter.y[i]! - half);
    if (left === undefined || right === undefined || top === undefined || bottom === undefined) continue;
    const shade = Math.min(SHADES - 1, Math.floor((Math.log1p(count) / most) * SHADES));
    // A bin narrower than a pixel would hardly be seen.
    const wide = Math.max(1.5, right - left);
    const tall = Math.max(1.5, bottom - top);
    paths[shade] +=
      `M${left.toFixed(1)},${top.toFixed(1)}h${wide.toFixed(1)}v${tall.toFixed(1)}h${(-wide).toFixed(1)}z`;
  }
  return (
    <g fill={colour}>
      {paths.map((path, shade) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a shade is its place.
        <path key={shade} d={path} fillOpacity={0.2 + (0.8 * (shade + 1)) / SHADES} />
      ))}
    </g>
  );
}
