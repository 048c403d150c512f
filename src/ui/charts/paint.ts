/** Curves on a canvas, as `CurveLayer` draws them in SVG: a hundred with hundreds of points each in a few milliseconds. */
import { faintOpacity } from './CurveLayer';
import { type BandPoint, type Curve, type CurvePoint, dashOf, type Scale } from './curve';

/** @param colourOf a colour that a canvas knows, of one that may be a custom property. */
export function paintCurves(
  context: CanvasRenderingContext2D,
  curves: readonly Curve[],
  scaleX: Scale,
  scaleY: Scale,
  colourOf: (colour: string) => string,
): void {
  context.lineJoin = 'round';
  context.lineCap = 'round';
  for (const { raw, colour, faint } of curves) {
    if (!raw || faint) continue;
    context.fillStyle = colourOf(colour);
    context.strokeStyle = context.fillStyle;
    context.globalAlpha = 0.12;
    paintBand(context, raw, scaleX, scaleY);
    context.globalAlpha = 0.3;
    context.lineWidth = 1;
    paintLine(context, raw, scaleX, scaleY);
  }
  const behind = curves.filter(({ faint }) => faint);
  for (const curve of [...behind, ...curves.filter(({ faint }) => !faint)]) {
    const { colour, faint, unordered, points } = curve;
    context.strokeStyle = colourOf(colour);
    context.globalAlpha = faint ? faintOpacity : unordered ? 0.45 : 1;
    context.lineWidth = faint ? 1 : unordered ? 4 : points.length === 1 ? 6 : 1.75;
    context.setLineDash((dashOf(curve) ?? '').split(' ').filter(Boolean).map(Number));
    if (unordered && !faint) paintDots(context, points, scaleX, scaleY);
    else paintLine(context, points, scaleX, scaleY);
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
}

function paintLine(
  context: CanvasRenderingContext2D,
  points: readonly CurvePoint[],
  scaleX: Scale,
  scaleY: Scale,
): void {
  context.beginPath();
  let drawing = false;
  for (const point of points) {
    const x = scaleX(point.x);
    const y = Number.isFinite(point.y) ? scaleY(point.y) : undefined;
    if (x === undefined || y === undefined || !Number.isFinite(x + y)) {
      drawing = false;
    } else if (drawing) {
      context.lineTo(x, y);
    } else {
      context.moveTo(x, y);
      context.lineTo(x + 0.01, y);
      drawing = true;
    }
  }
  context.stroke();
}

function paintDots(
  context: CanvasRenderingContext2D,
  points: readonly CurvePoint[],
  scaleX: Scale,
  scaleY: Scale,
): void {
  context.beginPath();
  for (const point of points) {
    const x = scaleX(point.x);
    const y = scaleY(point.y);
    if (x === undefined || y === undefined || !Number.isFinite(x + y)) continue;
    context.moveTo(x, y);
    context.lineTo(x + 0.01, y);
  }
  context.stroke();
}

function paintBand(
  context: CanvasRenderingContext2D,
  points: readonly BandPoint[],
  scaleX: Scale,
  scaleY: Scale,
): void {
  if (points.every(({ min, max }) => min === max)) return;
  const lower: [number, number][] = [];
  context.beginPath();
  for (const point of points) {
    const x = scaleX(point.x);
    const top = scaleY(point.max);
    const bottom = scaleY(point.min) ?? top;
    if (x === undefined || top === undefined || bottom === undefined || !Number.isFinite(top + bottom))
      continue;
    if (lower.length === 0) context.moveTo(x, top);
    else context.lineTo(x, top);
    lower.push([x, bottom]);
  }
  for (const [x, y] of lower.reverse()) context.lineTo(x, y);
  context.closePath();
  context.fill();
}
