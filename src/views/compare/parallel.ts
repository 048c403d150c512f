/** Runs as lines over several axes, and which of them a brush leaves. Pure. */

/** Parts of an axis from 0, the low end, to 1. */
export interface Brush {
  from: number;
  to: number;
}

/** Whether a run passes every brush; one without a value on a brushed axis does not. */
export function passes(positions: readonly (number | null)[], brushes: readonly (Brush | null)[]): boolean {
  return brushes.every((brush, axis) => {
    if (!brush) return true;
    const at = positions[axis] ?? null;
    // A pixel is rounding: what is drawn on the edge of a brush is within it.
    return at !== null && at >= brush.from - 1e-3 && at <= brush.to + 1e-3;
  });
}

/** A path over the axes, interrupted where there is no value. */
export function linePath(points: readonly ({ x: number; y: number } | null)[]): string {
  let path = '';
  let pen = false;
  for (const point of points) {
    if (point) path += `${pen ? 'L' : 'M'}${point.x.toFixed(1)},${point.y.toFixed(1)}`;
    pen = point !== null;
  }
  return path;
}

/** Moves or resizes a brush by keyboard; the first key makes one of the upper half. */
export function keyedBrush(brush: Brush | null, key: string, resize: boolean): Brush | null {
  const step = 0.05;
  const sign = key === 'ArrowUp' ? 1 : key === 'ArrowDown' ? -1 : 0;
  if (sign === 0) return brush;
  if (!brush) return sign > 0 ? { from: 0.5, to: 1 } : { from: 0, to: 0.5 };
  if (resize)
    return { from: brush.from, to: Math.min(1, Math.max(brush.from + step, brush.to + sign * step)) };
  const moved = Math.max(-brush.from, Math.min(1 - brush.to, sign * step));
  return { from: brush.from + moved, to: brush.to + moved };
}
