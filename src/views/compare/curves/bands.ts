/** Runs that share a setting, as one line with a band: mean and standard deviation, standard error, or range. Pure. */
import type { BandPoint, CurvePoint } from '../../../ui/charts/curve';

export const spreads = ['sd', 'se', 'range'] as const;
/** `sd`: mean ± standard deviation (n − 1). `se`: mean ± sd / √n. `range`: lowest to highest. */
export type Spread = (typeof spreads)[number];

/**
 * Mean and band at every x that a member has, the others read from the line between their neighbours; a member counts
 * where it has begun and not ended. One member alone has no spread.
 * @param members points in order of x. @param most points of the result; of more x, every so manyth is taken.
 */
export function groupBand(
  members: readonly (readonly CurvePoint[])[],
  spread: Spread,
  most: number,
): BandPoint[] {
  const all = [...new Set(members.flatMap((points) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const every = Math.ceil(all.length / most);
  const xs = all.filter((_, index) => index % every === 0 || index === all.length - 1);
  const cursors = members.map(() => 0);
  return xs.map((x) => {
    const values = members.flatMap((points, m) => {
      while (cursors[m]! + 1 < points.length && points[cursors[m]! + 1]!.x <= x) cursors[m]!++;
      const value = between(points, cursors[m]!, x);
      return Number.isFinite(value) ? [value] : [];
    });
    return bandPoint(x, values, spread);
  });
}

/** The line at x, which lies at or behind point `index`; NaN outside of it. */
function between(points: readonly CurvePoint[], index: number, x: number): number {
  const left = points[index];
  if (!left || x < left.x) return Number.NaN;
  if (x === left.x) return left.y;
  const right = points[index + 1];
  if (!right) return Number.NaN;
  return left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x);
}

function bandPoint(x: number, values: readonly number[], spread: Spread): BandPoint {
  const n = values.length;
  if (n === 0) return { x, y: Number.NaN, min: Number.NaN, max: Number.NaN };
  const y = values.reduce((sum, value) => sum + value, 0) / n;
  if (spread === 'range') return { x, y, min: Math.min(...values), max: Math.max(...values) };
  const variance = n === 1 ? 0 : values.reduce((sum, value) => sum + (value - y) ** 2, 0) / (n - 1);
  const half = Math.sqrt(spread === 'sd' ? variance : variance / n);
  return { x, y, min: y - half, max: y + half };
}
