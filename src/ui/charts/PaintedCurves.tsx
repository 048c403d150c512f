/** The lines of a chart on a canvas over the plot, in recharts' own scales: for many curves, which SVG is slow with. */
import { useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import type { Curve } from './curve';
import styles from './LineChart.module.css';
import { paintCurves } from './paint';
import { useCanvasColours } from './useCanvasColours';

export interface PaintedCurvesProps {
  curves: readonly Curve[];
  /** An element that covers the chart. */
  host: HTMLElement;
}

export function PaintedCurves({ curves, host }: PaintedCurvesProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colourOf = useCanvasColours(host);
  const [ratio] = useState(() => devicePixelRatio);
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  const { x = 0, y = 0, width = 0, height = 0 } = area ?? {};
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !scaleX || !scaleY) return;
    // Lines of the edge are drawn in full.
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height + 4);
    context.translate(-x, 2 - y);
    paintCurves(context, curves, scaleX, scaleY, colourOf);
  }, [curves, scaleX, scaleY, colourOf, ratio, x, y, width, height]);
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
