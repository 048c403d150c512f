/** Points in a chart's scales: one path for all of them, however many, half transparent so that crowds show. */
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import type { CurvePoint } from './curve';

export interface PointLayerProps {
  points: readonly CurvePoint[];
  colour: string;
  /** Pixels. */
  radius?: number;
}

export function PointLayer({ points, colour, radius = 2 }: PointLayerProps) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  if (!scaleX || !scaleY) return null;
  let path = '';
  for (const point of points) {
    const x = scaleX(point.x);
    const y = scaleY(point.y);
    if (x === undefined || y === undefined || !Number.isFinite(x + y)) continue;
    path += `M${x.toFixed(1)},${y.toFixed(1)}h0`;
  }
  return (
    <path
      d={path}
      fill="none"
      stroke={colour}
      strokeOpacity={0.45}
      strokeWidth={radius * 2}
      strokeLinecap="round"
    />
  );
}

/** The line y = x, where every prediction is right. */
export function IdentityLine({ from, to }: { from: number; to: number }) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  if (!scaleX || !scaleY || !area) return null;
  return (
    <line
      x1={scaleX(from)}
      y1={scaleY(from)}
      x2={scaleX(to)}
      y2={scaleY(to)}
      stroke="var(--ink-3)"
      strokeDasharray="4 4"
    />
  );
}

/** A level line across the whole chart. */
export function LevelLine({ at }: { at: number }) {
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  if (!scaleY || !area) return null;
  const y = scaleY(at);
  return (
    <line x1={area.x} y1={y} x2={area.x + area.width} y2={y} stroke="var(--ink-3)" strokeDasharray="4 4" />
  );
}
