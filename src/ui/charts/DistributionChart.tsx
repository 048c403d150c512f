/** How many things have a value between 0 and 1 in each of some equal bins, as bars from a common ground. */
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import { linearAxis, unitAxis } from './axis';
import { LineChart } from './LineChart';

export interface DistributionChartProps {
  label: string;
  /** What is counted, for its name on the axis. */
  xName: string;
  /** Of equal bins from 0 to 1. */
  counts: readonly number[];
  colour: string;
  height: number;
}

export function DistributionChart({ label, xName, counts, colour, height }: DistributionChartProps) {
  const axis = linearAxis(0, Math.max(1, ...counts), Math.min(4, Math.max(1, ...counts)));
  return (
    <LineChart
      label={`${label}: ${inWords(counts)}`}
      curves={[]}
      x={unitAxis}
      y={axis}
      xName={xName}
      height={height}
      endLabels={false}
    >
      <Bars counts={counts} colour={colour} />
    </LineChart>
  );
}

function Bars({ counts, colour }: Pick<DistributionChartProps, 'counts' | 'colour'>) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  if (!scaleX || !scaleY || !area) return null;
  const bars = counts.flatMap((count, index) => {
    const left = scaleX(index / counts.length);
    const right = scaleX((index + 1) / counts.length);
    const top = scaleY(count);
    if (count === 0 || left === undefined || right === undefined || top === undefined) return [];
    return [{ index, left, right, top, count }];
  });
  return (
    <g fill={colour}>
      {bars.map(({ index, left, right, top, count }) => (
        <rect key={index} x={left + 1} y={top} width={right - left - 2} height={area.y + area.height - top}>
          <title>{`${range(index, counts.length)}: ${count}`}</title>
        </rect>
      ))}
    </g>
  );
}

function inWords(counts: readonly number[]): string {
  const filled = counts.flatMap((count, index) =>
    count > 0 ? [`${count} in ${range(index, counts.length)}`] : [],
  );
  return filled.join(', ') || 'nothing';
}

function range(index: number, bins: number): string {
  return `${(index / bins).toFixed(2)} to ${((index + 1) / bins).toFixed(2)}`;
}
