/** The bar that says how long an ångström is in the picture. */

export interface ScaleBar {
  /** Å. */
  length: number;
  /** CSS pixels. */
  pixels: number;
  label: string;
}

/** One ångström while it can be seen and leaves room; else the next of 0.1, 0.2, 0.5, 2, 5, 10 … that does. */
export function scaleBar(pixelsPerAngstrom: number): ScaleBar {
  const fits = (length: number) => length * pixelsPerAngstrom >= 16 && length * pixelsPerAngstrom <= 160;
  const length = [1, 0.5, 2, 0.2, 5, 0.1, 10, 20, 50].find(fits) ?? 1;
  return { length, pixels: length * pixelsPerAngstrom, label: `${length} Å` };
}
