/** Actual against predicted: points and the identity line, the same scale on both axes. */
import { linearAxis } from '../../../ui/charts/axis';
import type { CurvePoint } from '../../../ui/charts/curve';
import { LineChart } from '../../../ui/charts/LineChart';
import { IdentityLine, PointLayer } from '../../../ui/charts/PointLayer';

export interface ScatterChartProps {
  label: string;
  target: string;
  /** x: actual, y: predicted. */
  points: readonly CurvePoint[];
  colour: string;
  height: number;
}

export function ScatterChart({ label, target, points, colour, height }: ScatterChartProps) {
  const values = points.flatMap(({ x, y }) => [x, y]).filter(Number.isFinite);
  const axis = linearAxis(Math.min(...values), Math.max(...values));
  return (
    <LineChart
      label={label}
      curves={[]}
      x={axis}
      y={axis}
      xName={`actual ${target}`}
      yName={`predicted ${target}`}
      height={height}
      endLabels={false}
      empty={points.length === 0 && 'There are no rows to show.'}
    >
      <IdentityLine from={axis.domain[0]} to={axis.domain[1]} />
      <PointLayer points={points} colour={colour} />
    </LineChart>
  );
}
