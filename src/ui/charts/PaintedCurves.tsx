/** The lines of a chart on a canvas over the plot: for many curves, which SVG and recharts' scales are slow with. */
import { useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { usePlotArea } from 'recharts';
import { type Axis, axisPlace } from './axis';
import type { Curve } from './curve';
import styles from './LineChart.module.css';
import { paintCurves } from './paint';
import { useCanvasColours } from './useCanvasColours';

export interface PaintedCurvesProps {
  curves: readonly Curve[];
  x: Axis;
  y: Axis;
  logX: boolean;
  logY: boolean;
  /** An element that covers the chart. */
  host: HTMLElement;
}

export function PaintedCurves({ curves, x: axisX, y: axisY, logX, logY, host }: PaintedCurvesProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colourOf = useCanvasColours(host);
  const [ratio] = useState(() => devicePixelRatio);
  const [fromX, toX] = axisX.domain;
  const [fromY, toY] = axisY.domain;
  const area = usePlotArea();
  const { x = 0, y = 0, width = 0, height = 0 } = area ?? {};
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || width === 0) return;
    const placeX = axisPlace([fromX, toX], logX);
    const placeY = axisPlace([fromY, toY], logY);
    const scaleX = (value: number) => (logX && value <= 0 ? undefined : placeX.part(value) * width);
    const scaleY = (value: number) => (logY && value <= 0 ? undefined : (1 - placeY.part(value)) * height);
    // Lines of the edge are drawn in full.
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height + 4);
    context.translate(0, 2);
    paintCurves(context, curves, scaleX, scaleY, colourOf);
  }, [curves, fromX, toX, fromY, toY, logX, logY, colourOf, ratio, width, height]);
  if (!area) return null;
  return createPortal(
    <canvas
      ref={canvas}
      className={styles.canvas}
      width={Math.round(width * ratio)}
      height={Math.round((height + 4) * ratio)}
      style={{ left: x, top: y - 2, width, height: height + 4 }}
    />,
    host,
  );
}
