/** A picture of pixels that are computed here: painted at once when what it shows changes, and enlarged without blur. */
import { useLayoutEffect, useRef } from 'react';
import styles from './Pictures.module.css';

export interface PixelCanvasProps {
  /** What a screen reader says instead. */
  label: string;
  height: number;
  width: number;
  /** Fills the pixels, [height · width], each the four bytes of RGBA. Keep it stable: a new one paints again. */
  paint: (out: Uint32Array) => void;
}

export function PixelCanvas({ label, height, width, paint }: PixelCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pixels = useRef<ImageData>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    // Kept between paintings: a slider paints dozens of canvases sixty times a second.
    if (pixels.current?.width !== width || pixels.current.height !== height) {
      pixels.current = new ImageData(width, height);
    }
    paint(new Uint32Array(pixels.current.data.buffer));
    context.putImageData(pixels.current, 0, 0);
  }, [paint, height, width]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      height={height}
      width={width}
      className={styles.canvas}
      data-small={Math.max(height, width) < 128 || undefined}
    />
  );
}
