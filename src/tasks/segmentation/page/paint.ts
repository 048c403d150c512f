/**
 * Pixels of the four views of a picture, and of masks over an image. A pixel is one 32-bit number that holds the four bytes of RGBA, so that a slider
 * can paint dozens of canvases while it moves. Pure.
 */
import { IGNORED } from '../kernels/maskSums';
import { classColour, errorColours, type Rgb } from './colours';

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];
const ignoredGrey: Rgb = [90, 90, 90];
/** How much of the image is seen where there is nothing to point at. */
const faintness = 0.4;

/** The bytes of RGBA in the order in which this machine keeps them in a number. */
function packed([red, green, blue]: Rgb): number {
  return new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer)[0]!;
}

/** @param rgb [pixels · 3] @param part of the brightness that is left, 1 for the image as it is. */
export function imagePixels(rgb: Uint8Array, part = 1): Uint32Array {
  const bytes = new Uint8ClampedArray((rgb.length / 3) * 4);
  for (let i = 0; i * 3 < rgb.length; i++) {
    bytes[i * 4] = rgb[i * 3]! * part;
    bytes[i * 4 + 1] = rgb[i * 3 + 1]! * part;
    bytes[i * 4 + 2] = rgb[i * 3 + 2]! * part;
    bytes[i * 4 + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}

/** The image as the ground of errors. */
export function faintPixels(rgb: Uint8Array): Uint32Array {
  return imagePixels(rgb, faintness);
}

/**
 * A mask on black: white for two classes, else the colours of the classes.
 * @param out [pixels], as below. @param classes how many, the background among them.
 */
export function paintLabels(out: Uint32Array, labels: Uint8Array, classes: number): void {
  const colours = Uint32Array.from({ length: classes }, (_, index) => {
    if (index === 0) return packed(black);
    return packed(classes === 2 ? white : classColour(index));
  });
  // What counts nowhere lies between black and white.
  for (let i = 0; i < labels.length; i++) out[i] = colours[labels[i]!] ?? packed(ignoredGrey);
}

/**
 * Where truth and prediction differ and where they agree, over the faint image.
 * @param faint [pixels] of `faintPixels`.
 */
export function paintErrors(
  out: Uint32Array,
  faint: Uint32Array,
  truth: Uint8Array,
  predicted: Uint8Array,
): void {
  const hit = packed(errorColours.hit);
  const falseAlarm = packed(errorColours.falseAlarm);
  const miss = packed(errorColours.miss);
  const mixedUp = packed(errorColours.mixedUp);
  for (let i = 0; i < truth.length; i++) {
    const is = truth[i]!;
    const found = predicted[i]!;
    if (is === IGNORED) out[i] = faint[i]!;
    else if (is === found) out[i] = is === 0 ? faint[i]! : hit;
    else if (is === 0) out[i] = falseAlarm;
    else out[i] = found === 0 ? miss : mixedUp;
  }
}

/** A mask's pixel over an image, by class index; labels are bytes. What counts nowhere is clear. */
const pixelOfClass = new Uint32Array(256);
const bytes = new Uint8Array(pixelOfClass.buffer);
for (let index = 1; index < IGNORED; index++) bytes.set([...classColour(index), 255], index * 4);

/**
 * Masks as they lie over an image, for a canvas of their own: the area of each class in its colour, clear elsewhere.
 * @param labels class indices, [pixels]; @param out [pixels].
 */
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
