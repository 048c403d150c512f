/** A small picture of a predicted mask. Class numbers are nearly black by themselves, so that the largest is drawn white. */
import { useEffect, useRef } from 'react';
import { Name } from '../../ui/controls/Name';
import styles from './Predict.module.css';

export interface MaskThumbnailProps {
  name: string;
  png: Blob;
}

export function MaskThumbnail({ name, png }: MaskThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let isShown = true;
    createImageBitmap(png).then(
      (picture) => {
        if (isShown && canvas.current) draw(canvas.current, picture);
        picture.close();
      },
      // A mask that is too large to be shown can be downloaded all the same.
      () => {},
    );
    return () => {
      isShown = false;
    };
  }, [png]);
  return (
    <div className={styles.picture}>
      <canvas ref={canvas} role="img" aria-label={`predicted mask ${name}`} />
      <span>
        <Name of={name} />
      </span>
    </div>
  );
}

/** Pixels of the longer side. */
const SIDE = 160;

function draw(canvas: HTMLCanvasElement, picture: ImageBitmap): void {
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const { data } = pixels;
  let largest = 1;
  for (let at = 0; at < data.length; at += 4) largest = Math.max(largest, data[at]!);
  for (let at = 0; at < data.length; at += 4) {
    data[at] = data[at + 1] = data[at + 2] = Math.round((255 * data[at]!) / largest);
  }
  context.putImageData(pixels, 0, 0);
}
