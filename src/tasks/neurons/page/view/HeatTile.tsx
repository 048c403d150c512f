/** Numbers of a small map as colours: above zero blue, below it orange, zero the ground behind it. */
import { useLayoutEffect, useRef } from 'react';
import styles from './HeatTile.module.css';

/** Seen on both grounds, the light and the dark one, so that a change of theme paints nothing again. */
const above = [47, 143, 198] as const;
const below = [222, 101, 20] as const;

export interface HeatTileProps {
  /** Read aloud. */
  label: string;
  height: number;
  width: number;
  /** [height · width] */
  values: ArrayLike<number>;
  /** The magnitude that has the full colour. */
  limit: number;
}

export function HeatTile({ label, height, width, values, limit }: HeatTileProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = new ImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      const part = limit > 0 ? values[i]! / limit : 0;
      image.data.set([...(part < 0 ? below : above), Math.round(255 * Math.min(1, Math.abs(part)))], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }, [height, width, values, limit]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      height={height}
      width={width}
      className={styles.tile}
      style={{ aspectRatio: `${width} / ${height}` }}
    />
  );
}

/** What the colours mean. */
export function HeatLegend({ signed = true }: { signed?: boolean }) {
  return (
    <p className={styles.legend}>
      {signed && (
        <span>
          <i className={styles.swatch} style={{ background: `rgb(${below.join(' ')})` }} /> below zero
        </span>
      )}
      <span>
        <i className={styles.swatch} style={{ background: `rgb(${above.join(' ')})` }} /> above zero
      </span>
    </p>
  );
}
