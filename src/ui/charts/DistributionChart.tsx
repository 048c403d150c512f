/** How many things have a value in each of some equal bins from 0 on, as bars from a common ground. */
import type { ReactNode } from 'react';
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import { significant } from '../format/quantities';
import { linearAxis, unitAxis } from './axis';
import { LineChart } from './LineChart';

export interface DistributionChartProps {
  label: string;
  /** What is counted, for its name on the axis. */
  xName: string;
  /** What the bars count: images, units. */
  yName: string;
  counts: readonly number[];
  /** Of a bin; left out, the bins go from 0 to 1. */
  binWidth?: number;
  colour: string;
  height: number;
  /** Instead of all counts in words, where there are very many. */
  description?: string;
  /** Marks over the bars, in the same scales. */
  children?: ReactNode;
}

export function DistributionChart(props: DistributionChartProps) {
  const { label, xName, yName, counts, binWidth = 1 / counts.length, colour, height, children } = props;
  const { description = inWords(counts, binWidth) } = props;
  const axis = linearAxis(0, Math.max(1, ...counts), Math.min(4, Math.max(1, ...counts)));
  return (
    <LineChart
      label={`${label}: ${description}`}
      curves={[]}
      x={props.binWidth === undefined ? unitAxis : linearAxis(0, binWidth * counts.length)}
      y={axis}
      xName={xName}
      yName={yName}
      height={height}
      endLabels={false}
    >
      <Bars counts={counts} binWidth={binWidth} colour={colour} />
      {children}
    </LineChart>
  );
}

interface BarsProps {
  counts: readonly number[];
  binWidth: number;
  colour: string;
}

function Bars({ counts, binWidth, colour }: BarsProps) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  if (!scaleX || !scaleY || !area) return null;
  const bars = counts.flatMap((count, index) => {
    const left = scaleX(index * binWidth);
    const right = scaleX((index + 1) * binWidth);
    const top = scaleY(count);
    if (count === 0 || left === undefined || right === undefined || top === undefined) return [];
    return [{ index, left, right, top, count }];
  });
  return (
    <g fill={colour}>
      {bars.map(({ index, left, right, top, count }) => (
        <rect key={index} x={left + 1} y={top} width={right - left - 2} height={area.y + area.height - top}>
          <title>{`${range(index, binWidth)}: ${count}`}</title>
        </rect>
      ))}
    </g>
  );
}

function inWords(counts: readonly number[], binWidth: number): string {
  const filled = counts.flatMap((count, index) =>
    count > 0 ? [`${count} in ${range(index, binWidth)}`] : [],
  );
  return filled.join(', ') || 'nothing';
}

function range(index: number, width: number): string {
  const edge = (value: number) => (width < 0.01 ? significant(value, 3) : value.toFixed(2));
  return `${edge(index * width)} to ${edge((index + 1) * width)}`;
}
