/** Actual and predicted at each row, as points, since neighbouring rows need not belong together; dragging zooms. */
import { useMemo, useState } from 'react';
import { linearAxis, ticksWithin } from '../../../ui/charts/axis';
import tools from '../../../ui/charts/ChartTools.module.css';
import { type Curve, type CurvePoint, valueRange } from '../../../ui/charts/curve';
import { LineChart } from '../../../ui/charts/LineChart';
import { Button } from '../../../ui/controls/Button';
import { count } from '../../../ui/format/quantities';

export interface SeriesChartProps {
  label: string;
  target: string;
  series: readonly { row: number; actual: number; predicted: number }[];
  colour: string;
  height: number;
}

export function SeriesChart({ label, target, series, colour, height }: SeriesChartProps) {
  const [zoom, setZoom] = useState<[number, number] | null>(null);
  const curves = useMemo(() => {
    const pointsOf = (value: 'actual' | 'predicted') =>
      series.map((point) => ({ x: point.row, y: point[value] }));
    return [
      curveOf('actual', pointsOf('actual'), 'var(--ink-3)'),
      curveOf('predicted', pointsOf('predicted'), colour),
    ];
  }, [series, colour]);
  const whole: [number, number] = [series[0]?.row ?? 0, series.at(-1)?.row ?? 1];
  const [from, to] = zoom ?? whole;
  const [low, high] = valueRange(curves, false, from, to);
  return (
    <div className={tools.zoomable}>
      <LineChart
        label={label}
        curves={curves}
        x={{ domain: [from, Math.max(to, from + 1)], ticks: ticksWithin(from, Math.max(to, from + 1)) }}
        y={linearAxis(low, high)}
        xName="row"
        yName={target}
        whole
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

function curveOf(id: string, points: CurvePoint[], colour: string): Curve {
  return { id, label: id, colour, points, unordered: true };
}
