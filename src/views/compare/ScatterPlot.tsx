/** Points in two axes, a run each in its colour. The pointer reads the nearest one, the arrow keys go from one to the next. */
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import type { RunRecord } from '../../protocol/records';
import type { Variable } from '../../runs/comparison/variables';
import { useSize } from '../../ui/charts/useSize';
import { plotAxis, shortened } from './plotAxis';
import styles from './plots.module.css';

export interface ScatterPlotProps {
  runs: readonly RunRecord[];
  x: Variable;
  y: Variable;
  logX: boolean;
  logY: boolean;
}

const height = 360;
const margin = { top: 28, right: 16, bottom: 48, left: 72 };
/** Pixels around the pointer in which a point is read. */
const reach = 24;

export function ScatterPlot({ runs, x, y, logX, logY }: ScatterPlotProps) {
  const host = useRef<HTMLElement>(null);
  const width = useSize(host)?.width ?? 640;
  const [at, setAt] = useState<number | null>(null);
  const [axisX, axisY] = useMemo(() => [plotAxis(x, logX), plotAxis(y, logY)], [x, y, logX, logY]);
  const plot = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  const toX = (part: number) => margin.left + part * plot.width;
  const toY = (part: number) => margin.top + (1 - part) * plot.height;
  const points = runs
    .flatMap(({ id, name, colour }, i) => {
      const [px, py] = [axisX.positions[i] ?? null, axisY.positions[i] ?? null];
      if (px === null || py === null) return [];
      const text = `${x.title} ${axisX.texts[i]}, ${y.title} ${axisY.texts[i]}`;
      return [{ id, name, text, x: toX(px), y: toY(py), colour: `var(--series-${colour % 8})` }];
    })
    .sort((a, b) => a.x - b.x || b.y - a.y);
  const left = runs.length - points.length;
  const read = at === null ? null : (points[Math.min(at, points.length - 1)] ?? null);
  const label = `${y.title} over ${x.title}`;

  function nearest(event: PointerEvent<SVGRectElement>): number | null {
    const box = event.currentTarget.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left + margin.left, event.clientY - box.top + margin.top];
    let [found, least] = [-1, reach ** 2];
    for (const [i, point] of points.entries()) {
      const distance = (point.x - px) ** 2 + (point.y - py) ** 2;
      if (distance < least) [found, least] = [i, distance];
    }
    return found < 0 ? null : found;
  }

  function onKeyDown(event: KeyboardEvent): void {
    const last = points.length - 1;
    if (last < 0) return;
    if (event.key === 'ArrowRight' || event.key === 'ArrowUp')
      setAt(at === null ? 0 : Math.min(last, at + 1));
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowDown')
      setAt(at === null ? last : Math.max(0, at - 1));
    else if (event.key === 'Home') setAt(0);
    else if (event.key === 'End') setAt(last);
    else if (event.key === 'Escape') setAt(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // On a narrow window fewer names of x fit.
  const every = Math.max(1, Math.ceil(axisX.ticks.length / Math.max(2, Math.floor(plot.width / 72))));
  const letters = Math.max(
    5,
    Math.floor(plot.width / Math.max(1, Math.ceil(axisX.ticks.length / every)) / 7),
  );
  return (
    <figure className={styles.plot} aria-label={label} ref={host}>
      {/* The class by which charts are found when they are saved as pictures. */}
      <svg className="recharts-surface" width={width} height={height} role="presentation">
        <g className={styles.grid}>
          {axisX.ticks.map(({ at: part, label: text }) => (
            <line key={text} x1={toX(part)} x2={toX(part)} y1={margin.top} y2={margin.top + plot.height} />
          ))}
          {axisY.ticks.map(({ at: part, label: text }) => (
            <line key={text} x1={margin.left} x2={margin.left + plot.width} y1={toY(part)} y2={toY(part)} />
          ))}
        </g>
        <g className={styles.ticks}>
          {axisX.ticks
            .filter((_, i) => i % every === 0)
            .map(({ at: part, label: text }) => (
              <text key={text} x={toX(part)} y={margin.top + plot.height + 16} textAnchor="middle">
                {shortened(text, letters)}
              </text>
            ))}
          {axisY.ticks.map(({ at: part, label: text }) => (
            <text key={text} x={margin.left - 8} y={toY(part) + 4} textAnchor="end">
              {shortened(text, 9)}
            </text>
          ))}
        </g>
        <g className={styles.names}>
          <text x={0} y={14}>
            {logY ? `${y.title}, log` : y.title}
          </text>
          <text x={margin.left + plot.width / 2} y={height - 8} textAnchor="middle">
            {shortened(logX ? `${x.title}, log` : x.title, Math.floor(plot.width / 7))}
          </text>
        </g>
        {points.map((point) => (
          <circle
            key={point.id}
            className={styles.point}
            cx={point.x}
            cy={point.y}
            r={5}
            fill={point.colour}
          />
        ))}
        <g data-transient="">
          {read && <circle className={styles.ring} cx={read.x} cy={read.y} r={9} />}
          <rect
            role="slider"
            aria-label={`${label}: read the runs with the arrow keys`}
            aria-valuemin={1}
            aria-valuemax={Math.max(1, points.length)}
            aria-valuenow={at === null ? 1 : at + 1}
            aria-valuetext={read ? `${read.name}: ${read.text}` : `${points.length} runs, none read yet`}
            tabIndex={0}
            className={styles.pointerArea}
            x={margin.left}
            y={margin.top}
            width={Math.max(0, plot.width)}
            height={plot.height}
            onPointerMove={(event) => setAt(nearest(event))}
            onPointerDown={(event) => setAt(nearest(event))}
            onPointerLeave={() => setAt(null)}
            onKeyDown={onKeyDown}
            onBlur={() => setAt(null)}
          />
        </g>
      </svg>
      {read && (
        <div
          className={styles.card}
          style={{ left: read.x, top: Math.max(0, read.y - 20) }}
          data-flipped={read.x > width / 2 || undefined}
          aria-hidden="true"
        >
          <strong>
            <span className={styles.swatch} style={{ background: read.colour }} />
            <bdi>{read.name}</bdi>
          </strong>
          <span>{read.text}</span>
        </div>
      )}
      {left > 0 && (
        <figcaption className={styles.hint}>
          {left === 1 ? 'One run is' : `${left} runs are`} left out: without a value on one of the axes.
        </figcaption>
      )}
    </figure>
  );
}
