/**
 * Lines over a number: grid, axes, curves with their names at their ends, crosshair, zoom by dragging.
 * It draws what it is given, at most a few hundred points a curve; choosing them is the caller's part (`store/series`).
 * Nothing is animated.
 */
import { type ReactNode, useState } from 'react';
import { significant } from '../format/quantities';
import { AxisNames, roomBelow } from './AxisNames';
import type { Axis } from './axis';
import { Crosshair } from './Crosshair';
import { CurveLayer } from './CurveLayer';
import type { Curve } from './curve';
import { EndLabels } from './EndLabels';
import styles from './LineChart.module.css';
import { Plot } from './Plot';

export interface LineChartProps {
  /** Read aloud as the chart's name. */
  label: string;
  curves: readonly Curve[];
  x: Axis;
  y: Axis;
  /** What x is, with its unit: a short word stands at the start of its axis, a longer name below it. */
  xName: string;
  /** What y is, with its unit, above its axis. */
  yName: string;
  logY?: boolean;
  height: number;
  formatX?: (x: number) => string;
  formatY?: (y: number) => string;
  /** Values stand at whole x alone, and the crosshair goes from one to the next. */
  whole?: boolean;
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

export function LineChart(props: LineChartProps) {
  const {
    label,
    curves,
    x,
    y,
    xName,
    yName,
    logY = false,
    height,
    onZoom,
    whole = false,
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
      <Plot
        x={x}
        y={y}
        logY={logY}
        height={height}
        marginRight={endLabels ? labelWidth + 12 : 12}
        xRoom={roomBelow(xName)}
        drawing={
          <>
            <AxisNames x={xName} y={logY ? `${yName}, log` : yName} />
            {children}
            <CurveLayer curves={curves} />
            {endLabels && <EndLabels curves={curves} toX={x.domain[1]} width={labelWidth} />}
            {!isEmpty && (
              <Crosshair
                label={label}
                curves={curves}
                domain={x.domain}
                whole={whole}
                host={host}
                formatX={formatX}
                formatY={formatY}
                onZoom={onZoom}
              />
            )}
          </>
        }
      />
      {isEmpty && empty && <p className={styles.empty}>{empty}</p>}
    </figure>
  );
}
