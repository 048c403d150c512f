/**
 * Lines over a number: grid, axes, curves with their names at their ends, crosshair, zoom by dragging.
 * It draws what it is given, at most a few hundred points a curve; choosing them is the caller's part (`store/series`).
 * Nothing is animated.
 */
import { type ReactNode, useState } from 'react';
import { CartesianGrid, ComposedChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { significant } from '../format/quantities';
import type { Axis } from './axis';
import { Crosshair } from './Crosshair';
import { CurveLayer } from './CurveLayer';
import type { Curve } from './curve';
import { EndLabels } from './EndLabels';
import styles from './LineChart.module.css';

export interface LineChartProps {
  /** Read aloud as the chart's name. */
  label: string;
  curves: readonly Curve[];
  x: Axis;
  y: Axis;
  /** What x counts, one short word, written at the start of its axis. */
  xName: string;
  logY?: boolean;
  height: number;
  formatX?: (x: number) => string;
  formatY?: (y: number) => string;
  onZoom?: (window: [number, number] | null) => void;
  /** Names at the ends of the lines; off where a list beside the chart names them. */
  endLabels?: boolean;
  /** Pixels kept at the right for those names; longer ones are cut. */
  labelWidth?: number;
  /** Says what will appear and when, while there is nothing to draw. */
  empty?: ReactNode;
  /** More layers below the curves, drawn in the same scales. */
  children?: ReactNode;
}

const tick = { fontSize: 12, fill: 'var(--ink-3)', fontFamily: 'var(--font-number)' };

export function LineChart(props: LineChartProps) {
  const {
    label,
    curves,
    x,
    y,
    xName,
    logY = false,
    height,
    onZoom,
    endLabels = true,
    labelWidth = 48,
    empty,
    children,
  } = props;
  const {
    formatX = (value) => `${xName} ${significant(value)}`,
    formatY = (value) => significant(value, 5),
  } = props;
  const [host, setHost] = useState<HTMLElement | null>(null);
  const isEmpty = curves.every(({ points }) => points.length === 0);
  return (
    <figure className={styles.chart} style={{ height }} aria-label={label} ref={setHost}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height }}>
        <ComposedChart
          accessibilityLayer={false}
          margin={{ top: 8, right: endLabels ? labelWidth + 12 : 12, bottom: 0, left: 0 }}
        >
          <CartesianGrid stroke="var(--grid-line)" />
          <XAxis
            type="number"
            dataKey="x"
            domain={x.domain}
            ticks={x.ticks}
            tickFormatter={(value: number) => significant(value)}
            tick={tick}
            tickLine={false}
            axisLine={{ stroke: 'var(--line-strong)' }}
            height={24}
            allowDataOverflow
            interval="preserveStartEnd"
          />
          <YAxis
            type="number"
            scale={logY ? 'log' : 'linear'}
            domain={y.domain}
            ticks={y.ticks}
            tickFormatter={(value: number) => significant(value, 3)}
            tick={tick}
            tickLine={false}
            axisLine={false}
            width={56}
            allowDataOverflow
            interval={0}
          />
          {children}
          <CurveLayer curves={curves} />
          {endLabels && <EndLabels curves={curves} toX={x.domain[1]} width={labelWidth} />}
          {!isEmpty && (
            <Crosshair
              label={label}
              curves={curves}
              domain={x.domain}
              host={host}
              formatX={formatX}
              formatY={formatY}
              onZoom={onZoom}
            />
          )}
        </ComposedChart>
      </ResponsiveContainer>
      <span className={styles.xName} aria-hidden="true">
        {xName}
      </span>
      {isEmpty && empty && <p className={styles.empty}>{empty}</p>}
    </figure>
  );
}
