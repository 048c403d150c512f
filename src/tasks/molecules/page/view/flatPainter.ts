/**
 * A structure on a plain canvas, where there is no WebGL: balls and rods from the farthest to the nearest, each as a
 * whole. In colour, light, outline and depth it is the same picture as `webglPainter.ts` draws.
 */
import { fading, projected, type View } from './camera';
import { cssColour, mixed } from './colours';
import type { Balls, Rods } from './model';
import type { Painter } from './painter';
import {
  halfway,
  leastRadius,
  outlineColour,
  outlineStrength,
  outlineWidth,
  relief,
  shaded,
} from './shading';
import { type Palette, type Rgb, type Vector, vectorAt } from './structure';

/** Å; no atom is drawn larger. */
const glassRoom = 1;

interface Shape {
  z: number;
  draw: () => void;
}

export const flatPainter: Painter = {
  paint(context, model, view, palette, ratio) {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = cssColour(palette.surface);
    context.fillRect(0, 0, view.width, view.height);
    context.lineCap = 'butt';
    const shapes: Shape[] = rodShapes(context, model.rods, view, palette);
    for (const balls of [model.atoms, model.charges, model.points]) {
      if (balls) shapes.push(...ballShapes(context, balls, view, palette));
    }
    shapes.sort((a, b) => a.z - b.z);
    for (const { draw } of shapes) draw();
  },
  forget() {
    // Nothing is kept.
  },
};

function ballShapes(context: CanvasRenderingContext2D, balls: Balls, view: View, palette: Palette): Shape[] {
  const strength = relief[balls.kind];
  const outline = outlineWidth[balls.kind];
  const dark = outlineColour(palette);
  return Array.from(balls.radii, (size, index) => {
    const [x, y, z] = projected(view, vectorAt(balls.centres, index));
    const radius = Math.max(leastRadius, size * view.scale);
    const faded = (colour: Rgb) => mixed(colour, palette.surface, fading(view, z));
    const colour = vectorAt(balls.colours, index);
    // Charges lie within their atom of glass, and are drawn after it.
    const order = balls.kind === 'charge' ? z + glassRoom : z;
    return {
      z: order,
      draw() {
        context.globalAlpha = balls.opacity;
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.fillStyle =
          balls.kind === 'point'
            ? cssColour(faded(shaded(colour, [0, 0, 1], strength)))
            : ballGradient(context, x, y, radius, colour, strength, faded);
        context.fill();
        context.globalAlpha = 1;
        if (outline > 0) {
          context.lineWidth = outline;
          context.strokeStyle = cssColour(faded(mixed(colour, dark, outlineStrength)));
          context.stroke();
        }
        const sign = balls.signs[index]!;
        if (sign !== 0) drawSign(context, x, y, radius, sign, palette);
      },
    };
  });
}

/** Light falls off around the place that shines, as far as circles can tell it. */
function ballGradient(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  colour: Rgb,
  strength: number,
  faded: (colour: Rgb) => Rgb,
): CanvasGradient {
  const [fromX, fromY] = [halfway[0] * 1.15, -halfway[1] * 1.15];
  const gradient = context.createRadialGradient(x + fromX * radius, y + fromY * radius, 0, x, y, radius);
  // Along the line from the shine over the middle to the farther edge.
  const away = Math.hypot(fromX, fromY);
  for (let step = 0; step <= 8; step++) {
    const at = step / 8;
    const along = away - at * (1 + away);
    const [nx, ny] = [(along * fromX) / away, (along * fromY) / away];
    const nz = Math.sqrt(Math.max(0, 1 - nx * nx - ny * ny));
    gradient.addColorStop(at, cssColour(faded(shaded(colour, [nx, -ny, nz], strength))));
  }
  return gradient;
}

/** "+" or "−", so that the sign is told without colour. */
export function drawSign(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  sign: number,
  palette: Palette,
) {
  const arm = 0.5 * radius;
  context.beginPath();
  context.moveTo(x - arm, y);
  context.lineTo(x + arm, y);
  if (sign > 0) {
    context.moveTo(x, y - arm);
    context.lineTo(x, y + arm);
  }
  context.lineWidth = 0.24 * radius;
  context.strokeStyle = cssColour(signInk(palette));
  context.stroke();
}

/** On the colours of charges, which are dark on a light page and light on a dark one. */
export function signInk({ dark }: Palette): Rgb {
  return dark ? [0.05, 0.07, 0.09] : [1, 1, 1];
}

function rodShapes(context: CanvasRenderingContext2D, rods: Rods, view: View, palette: Palette): Shape[] {
  const dark = outlineColour(palette);
  return Array.from(rods.radii, (size, index) => {
    const from = projected(view, vectorAt(rods.ends, 2 * index));
    const to = projected(view, vectorAt(rods.ends, 2 * index + 1));
    const z = (from[2] + to[2]) / 2;
    const faded = (colour: Rgb) => mixed(colour, palette.surface, fading(view, z));
    const colour = vectorAt(rods.colours, index);
    const radius = Math.max(leastRadius / 2, size * view.scale);
    return {
      z,
      draw() {
        const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
        if (length < 0.01) return;
        const side: Vector = [-(to[1] - from[1]) / length, (to[0] - from[0]) / length, 0];
        const line = (width: number, style: string | CanvasGradient) => {
          context.beginPath();
          context.moveTo(from[0], from[1]);
          context.lineTo(to[0], to[1]);
          context.lineWidth = width;
          context.strokeStyle = style;
          context.stroke();
        };
        line(2 * radius, cssColour(faded(mixed(colour, dark, outlineStrength))));
        const inner = radius - outlineWidth.rod;
        if (inner <= 0.3) {
          line(2 * radius, cssColour(faded(colour)));
          return;
        }
        const gradient = context.createLinearGradient(
          from[0] - side[0] * radius,
          from[1] - side[1] * radius,
          from[0] + side[0] * radius,
          from[1] + side[1] * radius,
        );
        for (let step = 0; step <= 6; step++) {
          const across = step / 3 - 1;
          const nz = Math.sqrt(Math.max(0, 1 - across * across));
          const normal: Vector = [side[0] * across, -side[1] * across, nz];
          gradient.addColorStop(step / 6, cssColour(faded(shaded(colour, normal, relief.rod))));
        }
        line(2 * inner, gradient);
      },
    };
  });
}
