/** Masks as they lie over an image, into the RGBA bytes of a canvas of their own: clear where there is nothing. Pure. */
import { classColour } from './colours';

/** The area of each class in its colour. @param labels class indices, [pixels]; @param out [pixels · 4]. */
export function paintAreas(out: Uint8ClampedArray, labels: Uint8Array): void {
  for (let i = 0; i < labels.length; i++) paintPixel(out, i, labels[i]!);
}

/** Only the pixels of a class that touch another one, above, below or beside; the image's border is no outline. */
export function paintOutlines(out: Uint8ClampedArray, labels: Uint8Array, width: number): void {
  const height = labels.length / width;
  for (let i = 0; i < labels.length; i++) {
    const [row, column] = [Math.floor(i / width), i % width];
    const label = labels[i]!;
    const isEdge =
      (row > 0 && labels[i - width] !== label) ||
      (row < height - 1 && labels[i + width] !== label) ||
      (column > 0 && labels[i - 1] !== label) ||
      (column < width - 1 && labels[i + 1] !== label);
    paintPixel(out, i, isEdge ? label : 0);
  }
}

function paintPixel(out: Uint8ClampedArray, pixel: number, label: number): void {
  const [red, green, blue] = label === 0 ? [0, 0, 0] : classColour(label);
  out[pixel * 4] = red;
  out[pixel * 4 + 1] = green;
  out[pixel * 4 + 2] = blue;
  out[pixel * 4 + 3] = label === 0 ? 0 : 255;
}
