/** Opacities painted in the colour of the element, again when the theme changes. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { watchTheme } from '../../../../ui/charts/themeChanges';

export interface TintedCanvasProps {
  width: number;
  height: number;
  /** [height, width], 0 to 255. */
  opacities: Uint8ClampedArray;
  className: string | undefined;
  /** Left out for decoration. */
  label?: string;
}

export function TintedCanvas({ width, height, opacities, className, label }: TintedCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [theme, setTheme] = useState(0);
  useEffect(() => watchTheme(() => setTheme((changes) => changes + 1)), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has another colour.
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context) return;
    const pixels = new ImageData(width, height);
    for (let i = 0; i < opacities.length; i++) pixels.data[4 * i + 3] = opacities[i]!;
    context.putImageData(pixels, 0, 0);
    // The colour goes wherever something is painted.
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = getComputedStyle(canvas.current).color;
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = 'source-over';
  }, [width, height, opacities, theme]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      className={className}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}
