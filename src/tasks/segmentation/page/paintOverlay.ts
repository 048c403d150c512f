/**
 * Masks as they lie over an image, into the pixels of a canvas of their own: clear where there is nothing. A pixel is the
 * four bytes of RGBA in one number, as in `paint.ts`. Pure.
 */
import { classColour } from './colours';

/** By class index; labels are bytes. */
const pixelOfClass = new Uint32Array(256);
const bytes = new Uint8Array(pixelOfClass.buffer);
for (let index = 1; index < 256; index++) bytes.set([...classColour(index), 255], index * 4);

/** The area of each class in its colour. @param labels class indices, [pixels]; @param out [pixels]. */
export function paintAreas(out: Uint32Array, labels: Uint8Array): void {
  for (let i = 0; i < labels.length; i++) out[i] = pixelOfClass[labels[i]!]!;
}

/** Only the pixels of a class that touch another one, above, below or beside; the image's border is no outline. */
export function paintOutlines(out: Uint32Array, labels: Uint8Array, width: number): void {
  const height = labels.length / width;
  for (let i = 0; i < labels.length; i++) {
    const [row, column] = [Math.floor(i / width), i % width];
    const label = labels[i]!;
    const isEdge =
      (row > 0 && labels[i - width] !== label) ||
      (row < height - 1 && labels[i + width] !== label) ||
      (column > 0 && labels[i - 1] !== label) ||
      (column < width - 1 && labels[i + 1] !== label);
    out[i] = isEdge ? pixelOfClass[label]! : 0;
  }
}
