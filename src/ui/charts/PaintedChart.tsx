/**
 * Any number of lines over a number: painted, with names at their ends where there is room, a card with their values in
 * order, and a click that picks one. For a picture file the same lines are drawn as SVG.
 */
import { type ReactNode, type Ref, useImperativeHandle, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { AxisNames, roomBelow } from './AxisNames';
import type { Axis } from './axis';
import { Crosshair } from './Crosshair';
import { CurveLayer } from './CurveLayer';
import type { Curve } from './curve';
import { EndLabels } from './EndLabels';
import styles from './LineChart.module.css';
import { PaintedCurves } from './PaintedCurves';
import { Plot } from './Plot';
import type { Pointed } from './pointed';

export interface PaintedChartProps {
  /** Read aloud as the chart's name. */
  label: string;
  curves: readonly Curve[];
  x: Axis;
  y: Axis;
  xName: string;
  yName: string;
  logX: boolean;
  logY: boolean;
  height: number;
  tickX?: (x: number) => string;
  formatX: (x: number) => string;
  formatY: (y: number) => string;
  /** Values stand at whole x alone. */
  whole: boolean;
  onZoom: (window: [number, number] | null) => void;
  pointed: Pointed;
  /** The card begins with the lowest values. */
  ascending: boolean;
  onPick: (id: string | null) => void;
  labelWidth: number;
  empty: ReactNode;
  ref?: Ref<PaintedChartHandle>;
}

export interface PaintedChartHandle {
  /** The chart as SVG alone, for as long as `read` takes. */
  drawn<T>(read: () => T): T;
}

/** Lines of the card. */
const mostValues = 12;

export function PaintedChart(props: PaintedChartProps) {
  const { label, curves, x, y, xName, yName, logX, logY, height, tickX, labelWidth, onPick, empty, ref } =
    props;
  const [host, setHost] = useState<HTMLElement | null>(null);
  const [isDrawn, setDrawn] = useState(false);
  useImperativeHandle(ref, () => ({
    drawn(read) {
      flushSync(() => setDrawn(true));
      try {
        return read();
      } finally {
        setDrawn(false);
      }
    },
  }));
  const isEmpty = curves.every(({ points }) => points.length === 0);
  const labels = <EndLabels curves={curves} toX={x.domain[1]} width={labelWidth} sparse onPick={onPick} />;
  return (
    <figure className={styles.chart} style={{ height }} aria-label={label} ref={setHost}>
      <Plot
        x={x}
        y={y}
        logX={logX}
        logY={logY}
        tickX={tickX}
        height={height}
        marginRight={labelWidth + 12}
        xRoom={roomBelow(xName)}
        drawing={
          <>
            <AxisNames x={logX ? `${xName}, log` : xName} y={logY ? `${yName}, log` : yName} />
            {isDrawn && <CurveLayer curves={curves} />}
            {host && !isDrawn && (
              <PaintedCurves curves={curves} x={x} y={y} logX={logX} logY={logY} host={host} />
            )}
            {host && !isDrawn
              ? createPortal(
                  <svg className={styles.overlay} aria-hidden="true">
                    {labels}
                  </svg>,
                  host,
                )
              : labels}
            {!isEmpty && (
              <Crosshair
                label={label}
                curves={curves}
                domain={x.domain}
                logX={logX}
                whole={props.whole}
                host={host}
                formatX={props.formatX}
                formatY={props.formatY}
                onZoom={props.onZoom}
                pointed={props.pointed}
                sorted={{ ascending: props.ascending, most: mostValues }}
                painted
                onPick={onPick}
              />
            )}
          </>
        }
      />
      {isEmpty && <p className={styles.empty}>{empty}</p>}
    </figure>
  );
}
