/** Keeps a canvas painted: once for each change, and not in between. */
import { type RefObject, useEffect, useState } from 'react';
import type { View } from './camera';
import { flatPainter } from './flatPainter';
import type { Model } from './model';
import type { Painter } from './painter';
import { leasePainter } from './sharedPainter';
import type { Palette } from './structure';

/** The plain canvas until WebGL is there, and for good where it never is. */
export function usePainter(): Painter {
  const [painter, setPainter] = useState<Painter>(flatPainter);
  // A new object each time: what was painted before the context was lost is painted again.
  useEffect(() => leasePainter((ready) => setPainter(ready ? { ...ready } : flatPainter)), []);
  return painter;
}

export function usePainted(
  canvas: RefObject<HTMLCanvasElement | null>,
  painter: Painter,
  model: Model | null,
  view: View | null,
  palette: Palette | null,
  ratio: number,
): void {
  useEffect(() => {
    const target = canvas.current;
    if (!target || !model || !view || !palette) return;
    // The last change before the screen is drawn is the one that counts.
    const frame = requestAnimationFrame(() => {
      const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
      if (target.width !== width || target.height !== height) Object.assign(target, { width, height });
      const context = target.getContext('2d');
      if (context) painter.paint(context, model, view, palette, ratio);
    });
    return () => cancelAnimationFrame(frame);
  }, [canvas, painter, model, view, palette, ratio]);
  useEffect(() => {
    if (model) return () => painter.forget(model);
  }, [painter, model]);
}
