/**
 * All of an axis in a strip, and a window on it: dragged at its edges it grows, at its middle it moves, and a drag beside
 * it begins a new one. By keyboard each edge is a slider.
 */
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import { axisPlace } from './axis';
import { type Curve, valueRange } from './curve';
import styles from './OverviewStrip.module.css';
import { paintCurves } from './paint';
import { useCanvasColours } from './useCanvasColours';
import { useSize } from './useSize';

export interface OverviewStripProps {
  curves: readonly Curve[];
  domain: readonly [number, number];
  logX: boolean;
  logY: boolean;
  /** What is shown of it; the whole domain for everything. */
  window: readonly [number, number];
  formatX: (x: number) => string;
  onWindow: (window: [number, number] | null) => void;
}

/** Parts of the strip's width. */
interface Drag {
  kind: 'from' | 'to' | 'move' | 'new';
  /** Where it was taken. */
  at: number;
  start: number;
  end: number;
}

/** Pixels around an edge that take it. */
const edgeReach = 8;

export function OverviewStrip(props: OverviewStripProps) {
  const { curves, domain, logX, logY, window, formatX, onWindow } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [host, setHost] = useState<HTMLElement | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const size = useSize(frame);
  const colourOf = useCanvasColours(host);
  const place = axisPlace(domain, logX);
  const clamp = (part: number) => Math.min(1, Math.max(0, part));
  const start = clamp(place.part(window[0]));
  const end = clamp(place.part(window[1]));

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !size) return;
    const { width, height, ratio } = size;
    const map = axisPlace(domain, logX);
    const range = valueRange(curves, logY);
    const placeY = axisPlace(range[0] < range[1] ? range : [range[0] / 2, range[0] * 1.5 || 1], logY);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const scaleY = (value: number) =>
      logY && value <= 0 ? undefined : height - 3 - placeY.part(value) * (height - 6);
    const plain = curves.map(({ raw: _, ...curve }) => curve);
    paintCurves(context, plain, (x) => map.part(x) * width, scaleY, colourOf);
  }, [curves, domain, logX, logY, size, colourOf]);

  function partOf(event: PointerEvent<HTMLDivElement>): number {
    const box = event.currentTarget.getBoundingClientRect();
    return clamp((event.clientX - box.left) / box.width);
  }

  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = partOf(event);
    const reach = edgeReach / event.currentTarget.clientWidth;
    const isAll = start <= 0 && end >= 1;
    const kind =
      Math.abs(at - start) <= reach
        ? 'from'
        : Math.abs(at - end) <= reach
          ? 'to'
          : at > start && at < end && !isAll
            ? 'move'
            : 'new';
    setDrag({ kind, at, start, end });
  }

  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    if (!drag) return;
    const at = partOf(event);
    const shift = Math.min(1 - drag.end, Math.max(-drag.start, at - drag.at));
    if (drag.kind === 'from') show(at, drag.end);
    else if (drag.kind === 'to') show(drag.start, at);
    else if (drag.kind === 'move') show(drag.start + shift, drag.end + shift);
    else show(drag.at, at);
  }

  /** Parts in any order; everything where they are all of it, nothing where they are one place. */
  function show(a: number, b: number): void {
    const from = clamp(Math.min(a, b));
    const to = clamp(Math.max(a, b));
    if (to - from < 1e-4) return;
    onWindow(from <= 0 && to >= 1 ? null : [place.at(from), place.at(to)]);
  }

  function onKeyDown(event: KeyboardEvent, edge: 'from' | 'to'): void {
    const way = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (way === 0) return;
    event.preventDefault();
    const step = (event.shiftKey ? 0.1 : 0.01) * way;
    if (edge === 'from') show(Math.min(start + step, end - 0.01), end);
    else show(start, Math.max(end + step, start + 0.01));
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer alone; its edges are sliders.
    <div
      ref={frame}
      className={styles.strip}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDrag(null)}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={() => onWindow(null)}
    >
      <canvas
        ref={(element) => {
          canvas.current = element;
          setHost(frame.current);
        }}
        className={styles.canvas}
        width={Math.round((size?.width ?? 0) * (size?.ratio ?? 1))}
        height={Math.round((size?.height ?? 0) * (size?.ratio ?? 1))}
      />
      <div className={styles.shade} style={{ left: 0, width: `${start * 100}%` }} />
      <div className={styles.shade} style={{ right: 0, width: `${(1 - end) * 100}%` }} />
      {(['from', 'to'] as const).map((edge) => {
        const at = edge === 'from' ? start : end;
        return (
          <div
            key={edge}
            role="slider"
            tabIndex={0}
            aria-label={edge === 'from' ? 'Start of what is shown' : 'End of what is shown'}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(at * 100)}
            aria-valuetext={formatX(place.at(at))}
            className={styles.edge}
            style={{ left: `${at * 100}%` }}
            onKeyDown={(event) => onKeyDown(event, edge)}
          />
        );
      })}
    </div>
  );
}
