/**
 * The pointer over a chart: a hairline with every curve's value in one card, and dragging selects a part to zoom to.
 * By keyboard: arrows move the line, + and − zoom around it, Escape or 0 shows everything again.
 */
import { type KeyboardEvent, type PointerEvent, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { usePlotArea, useYAxisScale } from 'recharts';
import { axisPlace } from './axis';
import { CrosshairCard } from './CrosshairCard';
import { type Curve, type CurvePoint, nearestCurve, pointAt } from './curve';
import styles from './LineChart.module.css';
import { createPointed, type Pointed } from './pointed';

export interface CrosshairProps {
  label: string;
  curves: readonly Curve[];
  domain: readonly [number, number];
  logX?: boolean;
  /** Goes from one whole x to the next. */
  whole: boolean;
  /** Where the card is put: an element that covers the chart. */
  host: HTMLElement | null;
  formatX: (x: number) => string;
  formatY: (y: number) => string;
  /** null: everything. */
  onZoom?: (window: [number, number] | null) => void;
  /** Shared with charts of the same x. */
  pointed?: Pointed;
  /** The card in the order of values, with at most so many lines. */
  sorted?: { ascending: boolean; most: number };
  /** The lines are painted, so that marks are laid over them. */
  painted?: boolean;
  /** A click on a line, or beside all of them. */
  onPick?: (id: string | null) => void;
}

/** Where reading by keyboard begins: at the newest point. */
function dataEnd(curves: readonly Curve[]): number {
  return Math.max(...curves.map(({ points }) => points.at(-1)?.x ?? Number.NEGATIVE_INFINITY));
}

/** Pixels that a drag must cover to be meant. */
const smallestDrag = 6;
/** Pixels from a line at which a click means it. */
const pickReach = 12;

export function Crosshair(props: CrosshairProps) {
  const {
    label,
    curves,
    domain,
    logX = false,
    whole,
    host,
    formatX,
    formatY,
    onZoom,
    sorted,
    onPick,
  } = props;
  const [own] = useState(createPointed);
  const shared = props.pointed ?? own;
  const pointed = useSyncExternalStore(shared.subscribe, shared.get);
  const [dragFrom, setDragFrom] = useState<number | null>(null);
  /** Where the pointer was, for a drag with Shift, which moves the window. */
  const [panFrom, setPanFrom] = useState<number | null>(null);
  const area = usePlotArea();
  const scaleY = useYAxisScale();
  if (!area || !scaleY) return null;
  const [from, to] = domain;
  const place = axisPlace(domain, logX);
  const inside = pointed !== null && pointed >= from && pointed <= to ? pointed : null;
  const at =
    inside === null || !whole
      ? inside
      : Math.max(Math.ceil(from), Math.min(Math.floor(to), Math.round(inside)));
  const toPixel = (x: number) => area.x + place.part(x) * area.width;
  const slack = ((to - from) * 12) / area.width;

  function partOf(event: PointerEvent<SVGRectElement>): number {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  }

  function onPointerMove(event: PointerEvent<SVGRectElement>): void {
    const part = partOf(event);
    if (panFrom === null) {
      shared.set(place.at(part));
      return;
    }
    const moved = panFrom - part;
    setPanFrom(part);
    onZoom?.([place.at(moved), place.at(1 + moved)]);
  }

  function onPointerDown(event: PointerEvent<SVGRectElement>): void {
    if (!(onZoom || onPick) || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (event.shiftKey && onZoom) setPanFrom(partOf(event));
    else setDragFrom(place.at(partOf(event)));
  }

  function onPointerUp(event: PointerEvent<SVGRectElement>): void {
    setPanFrom(null);
    if (dragFrom === null) return;
    const end = place.at(partOf(event));
    setDragFrom(null);
    if (Math.abs(toPixel(end) - toPixel(dragFrom)) >= smallestDrag) {
      onZoom?.([Math.min(dragFrom, end), Math.max(dragFrom, end)]);
    } else if (onPick && area && scaleY) {
      const y = area.y + event.clientY - event.currentTarget.getBoundingClientRect().top;
      onPick(nearestCurve(curves, end, y, scaleY, pickReach)?.id ?? null);
    }
  }

  function zoomBy(factor: number): void {
    const centre = place.part(at ?? place.at(0.5));
    onZoom?.([place.at(centre - centre * factor), place.at(centre + (1 - centre) * factor)]);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const hundredth = (to - from) / 100;
    const step = (whole ? Math.max(1, Math.round(hundredth)) : hundredth) * (event.shiftKey ? 10 : 1);
    const current = at ?? Math.max(from, Math.min(to, dataEnd(curves)));
    if (event.key === 'ArrowLeft') shared.set(Math.max(from, current - step));
    else if (event.key === 'ArrowRight') shared.set(Math.min(to, current + step));
    else if (event.key === '+' || event.key === '=') zoomBy(0.5);
    else if (event.key === '-') zoomBy(2);
    else if (event.key === 'Escape' || event.key === '0') onZoom?.(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const textOf = (point: CurvePoint | null) => (point && !Number.isNaN(point.y) ? formatY(point.y) : '–');
  const values =
    at === null
      ? []
      : curves
          .filter(({ faint }) => !faint)
          .map((curve) => ({ curve, point: pointAt(curve, at, slack) }))
          .filter(({ point }) => !sorted || point !== null);
  if (sorted) {
    const y = ({ point }: { point: CurvePoint | null }) => point?.y ?? Number.NaN;
    values.sort((a, b) => (sorted.ascending ? 1 : -1) * (y(a) - y(b)));
  }
  const listed = sorted ? values.slice(0, sorted.most) : values;
  const marks = at !== null && (
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
  );
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
      {props.painted ? null : marks}
      <rect
        role="slider"
        aria-label={`${label}: read values with the arrow keys, zoom with + and −`}
        aria-valuemin={from}
        aria-valuemax={to}
        aria-valuenow={at ?? from}
        aria-valuetext={
          at === null
            ? 'no position yet'
            : [formatX(at), ...listed.map(({ curve, point }) => `${curve.label} ${textOf(point)}`)].join(', ')
        }
        tabIndex={0}
        className={styles.pointerArea}
        x={area.x}
        y={area.y}
        width={area.width}
        height={area.height}
        onPointerMove={onPointerMove}
        onPointerLeave={() => dragFrom === null && shared.set(null)}
        onPointerDown={onPointerDown}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          setDragFrom(null);
          setPanFrom(null);
        }}
        onDoubleClick={() => onZoom?.(null)}
        onKeyDown={onKeyDown}
        onBlur={() => shared.set(null)}
      />
      {host &&
        props.painted &&
        createPortal(
          <svg className={styles.overlay} aria-hidden="true">
            {marks}
          </svg>,
          host,
        )}
      {host &&
        at !== null &&
        createPortal(
          <CrosshairCard
            title={formatX(at)}
            values={listed.map(({ curve, point }) => ({ ...curve, text: textOf(point) }))}
            more={values.length - listed.length}
            left={toPixel(at)}
            flipped={toPixel(at) > area.x + area.width / 2}
          />,
          host,
        )}
    </g>
  );
}
