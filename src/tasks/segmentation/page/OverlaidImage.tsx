/**
 * An image with its mask over it, each on a canvas of its own: how strong the mask is comes from the custom property
 * `--overlay` (0 to 1) of whatever is around, and changing it paints nothing anew.
 */
import { useCallback } from 'react';
import styles from './OverlaidImage.module.css';
import { PixelCanvas } from './PixelCanvas';
import { imagePixels, paintAreas, paintOutlines } from './paint';

export interface OverlaidImageProps {
  /** What a screen reader says instead. */
  label: string;
  height: number;
  width: number;
  /** RGB, [height · width · 3]. */
  input: Uint8Array;
  /** Class indices, [height · width]; null without a mask. */
  labels: Uint8Array | null;
  /** Whether the mask's areas are filled or only outlined. */
  overlay: 'areas' | 'outlines';
}

export function OverlaidImage({ label, height, width, input, labels, overlay }: OverlaidImageProps) {
  const paintImage = useCallback((out: Uint32Array) => out.set(imagePixels(input)), [input]);
  const paintMask = useCallback(
    (out: Uint32Array) => {
      if (!labels) return;
      if (overlay === 'areas') paintAreas(out, labels);
      else paintOutlines(out, labels, width);
    },
    [labels, overlay, width],
  );
  return (
    <div className={styles.stack} style={{ aspectRatio: `${width} / ${height}` }}>
      <PixelCanvas label={label} height={height} width={width} paint={paintImage} />
      {labels && (
        <div className={styles.mask} aria-hidden="true">
          <PixelCanvas label={`mask of ${label}`} height={height} width={width} paint={paintMask} />
        </div>
      )}
    </div>
  );
}
