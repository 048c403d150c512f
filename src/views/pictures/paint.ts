/** Pixels of the four views of a picture, into the RGBA bytes of a canvas. Pure. */
import type { ErrorKind, Rgb } from './colours';
import { classColour, errorColours } from './colours';

const white: Rgb = [255, 255, 255];
/** How much of the image is seen where there is nothing to point at. */
const faint = 0.4;

/** @param rgb [pixels · 3]; @param out [pixels · 4], as all below. */
export function paintInput(out: Uint8ClampedArray, rgb: Uint8Array): void {
  for (let i = 0; i * 3 < rgb.length; i++) {
    out[i * 4] = rgb[i * 3]!;
    out[i * 4 + 1] = rgb[i * 3 + 1]!;
    out[i * 4 + 2] = rgb[i * 3 + 2]!;
    out[i * 4 + 3] = 255;
  }
}

/**
 * A mask on black: white for two classes, else the colours of the classes.
 * @param classes how many, the background among them.
 */
export function paintLabels(out: Uint8ClampedArray, labels: Uint8Array, classes: number): void {
  const colours = Array.from({ length: classes }, (_, index): Rgb => {
    if (index === 0) return [0, 0, 0];
    return classes === 2 ? white : classColour(index);
  });
  for (let i = 0; i < labels.length; i++) {
    const [red, green, blue] = colours[labels[i]!] ?? white;
    out[i * 4] = red;
    out[i * 4 + 1] = green;
    out[i * 4 + 2] = blue;
    out[i * 4 + 3] = 255;
  }
}

/** Where truth and prediction differ and where they agree, over the faint image. */
export function paintErrors(
  out: Uint8ClampedArray,
  rgb: Uint8Array,
  truth: Uint8Array,
  predicted: Uint8Array,
): void {
  for (let i = 0; i < truth.length; i++) {
    const kind = errorKind(truth[i]!, predicted[i]!);
    if (kind === null) {
      for (let c = 0; c < 3; c++) out[i * 4 + c] = rgb[i * 3 + c]! * faint;
    } else {
      const [red, green, blue] = errorColours[kind];
      out[i * 4] = red;
      out[i * 4 + 1] = green;
      out[i * 4 + 2] = blue;
    }
    out[i * 4 + 3] = 255;
  }
}

/** null for background that is left alone. */
function errorKind(truth: number, predicted: number): ErrorKind | null {
  if (truth === predicted) return truth === 0 ? null : 'hit';
  if (truth === 0) return 'falseAlarm';
  return predicted === 0 ? 'miss' : 'mixedUp';
}
