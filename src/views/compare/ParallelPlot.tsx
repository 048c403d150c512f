/** The drawing of parallel coordinates. An axis is brushed by dragging, or by its arrow keys; Escape takes the brush away. */
import { type PointerEvent, useRef, useState } from 'react';
import type { RunRecord } from '../../protocol/records';
import type { Variable } from '../../runs/comparison/variables';
import { useSize } from '../../ui/charts/useSize';
import { type Brush, keyedBrush, linePath } from './parallel';
import { type PlotAxis, shortened } from './plotAxis';
import styles from './plots.module.css';

export interface ParallelPlotProps {
  runs: readonly RunRecord[];
  axes: readonly (PlotAxis & { variable: Variable; log: boolean })[];
  /** One an axis. */
  brushes: readonly (Brush | null)[];
  /** Ids of the runs that pass them. */
  inside: ReadonlySet<string>;
  /** Id of the run that is read. */
  read: string | null;
  onRead: (id: string | null) => void;
  onBrush: (axis: number, brush: Brush | null) => void;
}

const height = 340;
const margin = { top: 44, right: 72, bottom: 16, left: 72 };
/** Pixels between two axes at least; narrower windows scroll. */
const narrowest = 112;
/** Half the width of what takes the pointer at an axis. */
const grip = 14;
/** Pixels that a drag must cover to be meant. */
const smallestDrag = 4;

export function ParallelPlot({ runs, axes, brushes, inside, read, onRead, onBrush }: ParallelPlotProps) {
  const host = useRef<HTMLElement>(null);
  const room = useSize(host)?.width ?? 640;
  const width = Math.max(room, margin.left + margin.right + narrowest * (axes.length - 1));
  const tall = height - margin.top - margin.bottom;
  const toX = (axis: number) =>
    margin.left + (axis * (width - margin.left - margin.right)) / (axes.length - 1);
  const toY = (part: number) => margin.top + (1 - part) * tall;
  const lineOf = (i: number) =>
    linePath(
      axes.map(({ positions }, axis) => {
        const part = positions[i] ?? null;
        return part === null ? null : { x: toX(axis), y: toY(part) };
      }),
    );
  const lines = runs.map(({ id, name, colour }, i) => ({ id, name, colour, i, path: lineOf(i) }));
  // Those that are left are drawn above the others, and the one that is read above all.
  const rank = ({ id }: { id: string }) => (id === read ? 2 : inside.has(id) ? 1 : 0);
  const readAt = runs.findIndex(({ id }) => id === read);
  return (
    <>
      <figure className={styles.scroller} aria-label="Parallel coordinates of the chosen runs" ref={host}>
        <svg width={width} height={height} role="presentation">
          <g>
            {[...lines]
              .sort((a, b) => rank(a) - rank(b))
              .map(({ id, name, colour, path }) => (
                <g
                  key={id}
                  onPointerEnter={() => inside.has(id) && onRead(id)}
                  onPointerLeave={() => onRead(null)}
                >
                  <title>{name}</title>
                  <path
                    className={styles.line}
                    d={path}
                    stroke={`var(--series-${colour % 8})`}
                    data-out={!inside.has(id) || undefined}
                    data-read={id === read || undefined}
                  />
                  {inside.has(id) && <path className={styles.grip} d={path} />}
                </g>
              ))}
          </g>
          {axes.map(({ variable, log, ticks }, axis) => (
            <g key={variable.key}>
              <line
                className={styles.axis}
                x1={toX(axis)}
                x2={toX(axis)}
                y1={margin.top}
                y2={margin.top + tall}
              />
              <g className={styles.names}>
                <text x={toX(axis)} y={axis % 2 === 0 ? 14 : 30} textAnchor={anchor(axis, axes.length)}>
                  <title>{variable.title}</title>
                  {shortened(nameOf(variable, log), 30)}
                </text>
              </g>
              <g className={styles.ticks}>
                {ticks.map(({ at, label }) => (
                  <text key={label} x={toX(axis) + 6} y={toY(at) + 4}>
                    <title>{label}</title>
                    {shortened(label, 9)}
                  </text>
                ))}
              </g>
              <AxisBrush
                name={variable.title}
                x={toX(axis)}
                tall={tall}
                brush={brushes[axis] ?? null}
                onBrush={(brush) => onBrush(axis, brush)}
              />
            </g>
          ))}
        </svg>
      </figure>
      <p className={styles.hint} aria-live="polite">
        {readAt >= 0
          ? `${runs[readAt]!.name}: ${axes.map(({ variable, texts }) => `${variable.title} ${texts[readAt]}`).join(', ')}`
          : ' '}
      </p>
    </>
  );
}

/** Of a setting its own name is enough: the whole stands in the title. */
function nameOf({ source, title }: Variable, log: boolean): string {
  const name = source === 'setting' ? title.split('.').slice(-2).join('.') : title;
  return log ? `${name}, log` : name;
}

const anchor = (axis: number, count: number) =>
  axis === 0 ? 'start' : axis === count - 1 ? 'end' : 'middle';

interface AxisBrushProps {
  name: string;
  x: number;
  /** Pixels of the axis. */
  tall: number;
  brush: Brush | null;
  onBrush: (brush: Brush | null) => void;
}

function AxisBrush({ name, x, tall, brush, onBrush }: AxisBrushProps) {
  const [from, setFrom] = useState<number | null>(null);
  const partOf = (event: PointerEvent<SVGRectElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, 1 - (event.clientY - box.top) / box.height));
  };
  const percent = (part: number) => Math.round(100 * part);
  return (
    <>
      {brush && (
        <rect
          className={styles.brush}
          x={x - 7}
          y={margin.top + (1 - brush.to) * tall}
          width={14}
          height={Math.max(2, (brush.to - brush.from) * tall)}
        />
      )}
      <rect
        role="slider"
        aria-orientation="vertical"
        aria-label={`Filter by ${name}: arrow keys move the brush, Shift resizes it, Escape removes it`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={brush ? percent(brush.to) : 100}
        aria-valuetext={
          brush ? `from ${percent(brush.from)} to ${percent(brush.to)} % of the axis` : 'not filtered'
        }
        tabIndex={0}
        className={styles.brushArea}
        x={x - grip}
        y={margin.top}
        width={2 * grip}
        height={tall}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setFrom(partOf(event));
        }}
        onPointerMove={(event) => {
          if (from === null) return;
          const to = partOf(event);
          if (Math.abs(to - from) * tall >= smallestDrag) {
            onBrush({ from: Math.min(from, to), to: Math.max(from, to) });
          }
        }}
        onPointerUp={(event) => {
          // A click without a drag takes the brush away.
          if (from !== null && Math.abs(partOf(event) - from) * tall < smallestDrag) onBrush(null);
          setFrom(null);
        }}
        onPointerCancel={() => setFrom(null)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onBrush(null);
          else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
            onBrush(keyedBrush(brush, event.key, event.shiftKey));
          } else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
    </>
  );
}
