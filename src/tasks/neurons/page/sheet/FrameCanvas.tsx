/** One frame, grey from the lowest to the highest value of its array; three channels are red, green and blue. */
import { useLayoutEffect, useRef } from 'react';
import type { ShownFrames } from '../../preview/questions';
import styles from './FramesPanel.module.css';

export interface FrameCanvasProps {
  frames: ShownFrames;
  index: number;
  low: number;
  high: number;
  label: string;
}

export function FrameCanvas({ frames, index, low, high, label }: FrameCanvasProps) {
  const { values, height, width, channels, channelsFirst } = frames;
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const pixels = new ImageData(width, height);
    const first = index * height * width * channels;
    for (let pixel = 0; pixel < height * width; pixel++) {
      for (let colour = 0; colour < 3; colour++) {
        const channel = channels === 3 ? colour : 0;
        const value =
          values[first + (channelsFirst ? pixel + channel * height * width : pixel * channels + channel)]!;
        pixels.data[4 * pixel + colour] = (255 * (value - low)) / (high - low);
      }
      pixels.data[4 * pixel + 3] = 255;
    }
    context.putImageData(pixels, 0, 0);
  }, [values, height, width, channels, channelsFirst, index, low, high]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      width={width}
      height={height}
      className={styles.canvas}
    />
  );
}
