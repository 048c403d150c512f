/** Actual against predicted in the order of the rows; dragging zooms until single rows are seen. */
import { useMemo, useState } from 'react';
import { createPyramid } from '../../../store/pyramid';
import { linearAxis, ticksWithin } from '../../../ui/charts/axis';
import tools from '../../../ui/charts/ChartTools.module.css';
import { type Curve, maxPoints, valueRange } from '../../../ui/charts/curve';
import { LineChart } from '../../../ui/charts/LineChart';
import { Button } from '../../../ui/controls/Button';
import { count } from '../../../ui/format/quantities';

export interface SeriesChartProps {
  label: string;
  series: readonly { row: number; actual: number; predicted: number }[];
  colour: string;
  height: number;
}

export function SeriesChart({ label, series, colour, height }: SeriesChartProps) {
  const [zoom, setZoom] = useState<[number, number] | null>(null);
  const [actual, predicted] = useMemo(() => {
    const pyramids = [createPyramid(), createPyramid()] as const;
    for (const point of series) {
      pyramids[0].append(point.row, point.actual);
      pyramids[1].append(point.row, point.predicted);
    }
    return pyramids;
  }, [series]);
  const whole: [number, number] = [series[0]?.row ?? 0, series.at(-1)?.row ?? 1];
  const [from, to] = zoom ?? whole;
  const drawn = (id: string, points: ReturnType<typeof actual.window>, style: Partial<Curve>): Curve => ({
    id,
    label: id,
    colour,
    points,
    raw: points,
    ...style,
  });
  const curves = [
    drawn('actual', actual.window(from, to, maxPoints), { colour: 'var(--ink-3)' }),
    drawn('predicted', predicted.window(from, to, maxPoints), {}),
  ];
  const [low, high] = valueRange(curves, false, from, to);
  return (
    <div className={tools.zoomable}>
      <LineChart
        label={label}
        curves={curves}
        x={{ domain: [from, Math.max(to, from + 1)], ticks: ticksWithin(from, Math.max(to, from + 1)) }}
        y={linearAxis(low, high)}
        xName="row"
        height={height}
        labelWidth={68}
        formatX={(row) => `row ${count(row)}`}
        onZoom={(window) => setZoom(window && [Math.max(whole[0], window[0]), Math.min(whole[1], window[1])])}
        empty="There are no rows to show."
      />
      {zoom && (
        <Button className={tools.reset} onClick={() => setZoom(null)}>
          Show all
        </Button>
      )}
    </div>
  );
}
