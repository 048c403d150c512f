/** A curve as the charts draw it: points in order of x, gaps where y is not finite. Pure. */

/** Points that a curve is drawn with; about two pixels each on a wide chart. */
export const maxPoints = 300;

export interface CurvePoint {
  x: number;
  y: number;
}

/** A point that stands for several, with their range. */
export interface BandPoint extends CurvePoint {
  min: number;
  max: number;
}

export interface Curve {
  id: string;
  /** A word or two, written beside the line's end and in the crosshair's card. */
  label: string;
  /** At the line's end, if not the label; null where another line says it already. */
  endLabel?: string | null;
  /** A CSS colour; the series tokens. */
  colour: string;
  dashed?: boolean;
  /** A pattern of its own, as SVG writes it, where more than two kinds of lines meet. */
  dash?: string;
  /** Stands back behind the one that was isolated. */
  faint?: boolean;
  /** Points alone, where neighbours in x have nothing to do with each other. */
  unordered?: boolean;
  points: readonly CurvePoint[];
  /** The raw curve, faint behind `points`. */
  raw?: readonly BandPoint[];
}

/** Patterns of the kinds of lines in one picture; the first is solid. */
export const dashes = ['', '5 4', '1.5 3', '10 3', '10 3 1.5 3'] as const;

export const dashOf = ({ dashed, dash }: Pick<Curve, 'dashed' | 'dash'>): string | undefined =>
  dash || (dashed ? dashes[1] : undefined);

/** Smallest and largest y that a chart must show, of the curves and the raw lines behind them, within [fromX, toX]. */
export function valueRange(
  curves: readonly Curve[],
  positive: boolean,
  fromX = Number.NEGATIVE_INFINITY,
  toX = Number.POSITIVE_INFINITY,
): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const include = (x: number, value: number) => {
    if (x < fromX || x > toX || !Number.isFinite(value) || (positive && value <= 0)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const { points, raw = [] } of curves) {
    for (const { x, y } of points) include(x, y);
    for (const { x, min, max } of raw) {
      include(x, min);
      include(x, max);
    }
  }
  return [low, high];
}

/** Whether a logarithmic axis has a place for every finite value. */
export function allPositive(curves: readonly Curve[]): boolean {
  return curves.every(
    ({ points, raw = [] }) => points.every(({ y }) => !(y <= 0)) && raw.every(({ min }) => !(min <= 0)),
  );
}

/** The point nearest to x; null outside the curve by more than `slack`. */
export function nearestPoint<P extends CurvePoint>(points: readonly P[], x: number, slack: number): P | null {
  let low = 0;
  let high = points.length - 1;
  if (high < 0 || x < points[0]!.x - slack || x > points[high]!.x + slack) return null;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (points[middle]!.x <= x) low = middle;
    else high = middle;
  }
  const left = points[low]!;
  const right = points[high]!;
  return Math.abs(left.x - x) <= Math.abs(right.x - x) ? left : right;
}

/** Where a line is seen to end: its last point up to x, or between two points the place where it leaves at x. */
export function visibleEnd(points: readonly CurvePoint[], x: number): CurvePoint | null {
  const index = points.findLastIndex((point) => point.x <= x && Number.isFinite(point.y));
  const end = points[index];
  const next = points[index + 1];
  if (!end) return null;
  if (!next || !Number.isFinite(next.y) || next.x === end.x) return end;
  return { x, y: end.y + ((next.y - end.y) * (x - end.x)) / (next.x - end.x) };
}

/** Pixel of a value, undefined where the scale has none (zero on a logarithmic axis). */
export type Scale = (value: number) => number | undefined;

/** SVG path of a line; it is lifted over gaps. A point between two gaps becomes a dot of the line's width. */
export function linePath(points: readonly CurvePoint[], scaleX: Scale, scaleY: Scale): string {
  let path = '';
  let drawing = false;
  for (const point of points) {
    const x = scaleX(point.x);
    const y = Number.isFinite(point.y) ? scaleY(point.y) : undefined;
    if (x === undefined || y === undefined || !Number.isFinite(y)) {
      drawing = false;
      continue;
    }
    path += drawing ? `L${x.toFixed(2)},${y.toFixed(2)}` : `M${x.toFixed(2)},${y.toFixed(2)}h0.01`;
    drawing = true;
  }
  return path;
}

/** SVG path of the area between lowest and highest; empty where every point stands for itself. */
export function bandPath(points: readonly BandPoint[], scaleX: Scale, scaleY: Scale): string {
  if (points.every(({ min, max }) => min === max)) return '';
  const corners = points.flatMap((point) => {
    const x = scaleX(point.x);
    const top = scaleY(point.max);
    // On a logarithmic axis a range that reaches zero goes to the bottom of what is drawn.
    const bottom = scaleY(point.min) ?? top;
    return x === undefined || top === undefined || bottom === undefined || !Number.isFinite(top + bottom)
      ? []
      : [{ x, top, bottom }];
  });
  const upper = corners.map(({ x, top }) => `${x.toFixed(2)},${top.toFixed(2)}`);
  const lower = corners.map(({ x, bottom }) => `${x.toFixed(2)},${bottom.toFixed(2)}`).reverse();
  return corners.length === 0 ? '' : `M${[...upper, ...lower].join('L')}Z`;
}

/** What a crosshair at x reads of a curve; null where it has nothing there. */
export function pointAt({ points, unordered }: Curve, x: number, slack: number): CurvePoint | null {
  if (!unordered) return nearestPoint(points, x, slack);
  let best: CurvePoint | null = null;
  for (const point of points) {
    if (Math.abs(point.x - x) <= (best ? Math.abs(best.x - x) : slack)) best = point;
  }
  return best;
}

/** The curve that lies nearest to a place, at most `reach` pixels above or below it. @param y pixel. */
export function nearestCurve(
  curves: readonly Curve[],
  x: number,
  y: number,
  scaleY: Scale,
  reach: number,
): Curve | null {
  let best: Curve | null = null;
  let distance = reach;
  for (const curve of curves) {
    const point = curve.unordered ? pointAt(curve, x, Number.POSITIVE_INFINITY) : visibleEnd(curve.points, x);
    const pixel = point ? scaleY(point.y) : undefined;
    if (pixel === undefined || !(Math.abs(pixel - y) <= distance)) continue;
    distance = Math.abs(pixel - y);
    best = curve;
  }
  return best;
}
