/**
 * The pointer over a chart: a hairline with every curve's value in one card, and dragging selects a part to zoom to.
 * By keyboard: arrows move the line, + and − zoom around it, Escape or 0 shows everything again.
 */
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { createPortal } from 'react-dom';
import { usePlotArea, useYAxisScale } from 'recharts';
import { CrosshairCard } from './CrosshairCard';
import { type Curve, type CurvePoint, nearestPoint } from './curve';
import styles from './LineChart.module.css';

export interface CrosshairProps {
  label: string;
  curves: readonly Curve[];
  domain: readonly [number, number];
  /** Goes from one whole x to the next. */
  whole: boolean;
  /** Where the card is put: an element that covers the chart. */
  host: HTMLElement | null;
  formatX: (x: number) => string;
  formatY: (y: number) => string;
  /** null: everything. */
  onZoom?: (window: [number, number] | null) => void;
}

/** Where reading by keyboard begins: at the newest point. */
function dataEnd(curves: readonly Curve[]): number {
  return Math.max(...curves.map(({ points }) => points.at(-1)?.x ?? Number.NEGATIVE_INFINITY));
}

/** Pixels that a drag must cover to be meant. */
const smallestDrag = 6;

export function Crosshair(props: CrosshairProps) {
  const { label, curves, domain, whole, host, formatX, formatY, onZoom } = props;
  const [pointed, setAt] = useState<number | null>(null);
  const [dragFrom, setDragFrom] = useState<number | null>(null);
  const area = usePlotArea();
  const scaleY = useYAxisScale();
  if (!area || !scaleY) return null;
  const [from, to] = domain;
  const at =
    pointed === null || !whole
      ? pointed
      : Math.max(Math.ceil(from), Math.min(Math.floor(to), Math.round(pointed)));
  const toPixel = (x: number) => area.x + ((x - from) / (to - from)) * area.width;
  const slack = ((to - from) * 12) / area.width;

  function positionOf(event: PointerEvent<SVGRectElement>): number {
    const box = event.currentTarget.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return from + part * (to - from);
  }

  function finishDrag(event: PointerEvent<SVGRectElement>): void {
    if (dragFrom === null) return;
    const end = positionOf(event);
    setDragFrom(null);
    if (Math.abs(toPixel(end) - toPixel(dragFrom)) < smallestDrag) return;
    onZoom?.([Math.min(dragFrom, end), Math.max(dragFrom, end)]);
  }

  function zoomBy(factor: number): void {
    const centre = at ?? (from + to) / 2;
    onZoom?.([centre - (centre - from) * factor, centre + (to - centre) * factor]);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const hundredth = (to - from) / 100;
    const step = (whole ? Math.max(1, Math.round(hundredth)) : hundredth) * (event.shiftKey ? 10 : 1);
    const current = at ?? Math.max(from, Math.min(to, dataEnd(curves)));
    if (event.key === 'ArrowLeft') setAt(Math.max(from, current - step));
    else if (event.key === 'ArrowRight') setAt(Math.min(to, current + step));
    else if (event.key === '+' || event.key === '=') zoomBy(0.5);
    else if (event.key === '-') zoomBy(2);
    else if (event.key === 'Escape' || event.key === '0') onZoom?.(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const textOf = (point: CurvePoint | null) => (point && !Number.isNaN(point.y) ? formatY(point.y) : '–');
  const values =
    at === null ? [] : curves.map((curve) => ({ curve, point: nearestPoint(curve.points, at, slack) }));
  return (
    <g data-transient="">
      {dragFrom !== null && at !== null && (
        <rect
          className={styles.selection}
          x={Math.min(toPixel(dragFrom), toPixel(at))}
          y={area.y}
          width={Math.abs(toPixel(at) - toPixel(dragFrom))}
          height={area.height}
        />
      )}
      {at !== null && (
        <g>
          <line
            className={styles.hairline}
            x1={toPixel(at)}
            x2={toPixel(at)}
            y1={area.y}
            y2={area.y + area.height}
          />
          {values.map(({ curve, point }) => {
            const y = point && Number.isFinite(point.y) ? scaleY(point.y) : undefined;
            if (!point || y === undefined || !Number.isFinite(y)) return null;
            return <circle key={curve.id} cx={toPixel(point.x)} cy={y} r={3.5} fill={curve.colour} />;
          })}
        </g>
      )}
      <rect
        role="slider"
        aria-label={`${label}: read values with the arrow keys, zoom with + and −`}
        aria-valuemin={from}
        aria-valuemax={to}
        aria-valuenow={at ?? from}
        aria-valuetext={
          at === null
            ? 'no position yet'
            : [formatX(at), ...values.map(({ curve, point }) => `${curve.label} ${textOf(point)}`)].join(', ')
        }
        tabIndex={0}
        className={styles.pointerArea}
        x={area.x}
        y={area.y}
        width={area.width}
        height={area.height}
        onPointerMove={(event) => setAt(positionOf(event))}
        onPointerLeave={() => dragFrom === null && setAt(null)}
        onPointerDown={(event) => {
          if (!onZoom || event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragFrom(positionOf(event));
        }}
        onPointerUp={finishDrag}
        onPointerCancel={() => setDragFrom(null)}
        onDoubleClick={() => onZoom?.(null)}
        onKeyDown={onKeyDown}
        onBlur={() => setAt(null)}
      />
      {host &&
        at !== null &&
        createPortal(
          <CrosshairCard
            title={formatX(at)}
            values={values.map(({ curve, point }) => ({ ...curve, text: textOf(point) }))}
            left={toPixel(at)}
            flipped={toPixel(at) > area.x + area.width / 2}
          />,
          host,
        )}
    </g>
  );
}
