/**
 * Numbers as colours. Far from zero is far from the surface in lightness, so that the order is seen without hue; the
 * two signs are red and blue, which every kind of sight tells apart. As in chemistry, red is negative.
 */
import { quantile } from '../../../../engine/metrics/statistics';
import { fromHex } from './elementColours';
import type { PointCloud, Rgb } from './structure';

export interface ColourScale {
  diverging: boolean;
  /** Values at the ends of the colours; what is beyond has the colour of the end. */
  low: number;
  high: number;
  /** Of all values that are shown. */
  smallest: number;
  largest: number;
}

/** Part of the values, by magnitude, that the colours reach. */
export const reach = 0.99;

/** Colours from the lowest value to the highest. */
const stops = {
  diverging: {
    light: ['#8f1d14', '#d2543f', '#e3a797', '#cfd3d7', '#8db4dc', '#3d82c4', '#0a4a8c'].map(fromHex),
    dark: ['#ffab98', '#ee6e55', '#98473a', '#4a525a', '#37679b', '#4a9be6', '#a3d2ff'].map(fromHex),
  },
  sequential: {
    light: ['#e3dcc6', '#e0b04f', '#cc6f2b', '#9c2f2a', '#561333'].map(fromHex),
    dark: ['#414a52', '#7c3f52', '#c4543f', '#eb9a3c', '#ffeaa0'].map(fromHex),
  },
};

/** Which points are shown: those that the mask leaves, with a finite value. */
export function shownPoints({ values, mask }: Pick<PointCloud, 'values' | 'mask'>): Uint32Array {
  const shown = new Uint32Array(values.length);
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index]) && mask?.[index] !== 0) shown[count++] = index;
  }
  return shown.slice(0, count);
}

/**
 * The colours reach to the 99th percentile of the magnitudes, so that a few points near a nucleus do not take them
 * all: from minus that to plus that when diverging, else from zero, or minus that where some value is negative.
 * @returns null without a value to show.
 */
export function colourScale(cloud: Pick<PointCloud, 'values' | 'mask' | 'diverging'>): ColourScale | null {
  const shown = shownPoints(cloud);
  if (shown.length === 0) return null;
  const magnitudes = Float64Array.from(shown, (index) => Math.abs(cloud.values[index]!)).sort();
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const index of shown) {
    smallest = Math.min(smallest, cloud.values[index]!);
    largest = Math.max(largest, cloud.values[index]!);
  }
  // All zero: any range will do that has a middle.
  const high = quantile(magnitudes, reach) || 1;
  const low = cloud.diverging || smallest < 0 ? -high : 0;
  return { diverging: cloud.diverging, low, high, smallest, largest };
}

export function colourOf(scale: ColourScale, value: number, dark: boolean): Rgb {
  return colourAt(scale.diverging, (value - scale.low) / (scale.high - scale.low), dark);
}

/** @param part 0 at the low end, 1 at the high one. */
export function colourAt(diverging: boolean, part: number, dark: boolean): Rgb {
  const ramp = stops[diverging ? 'diverging' : 'sequential'][dark ? 'dark' : 'light'];
  const place = Math.min(1, Math.max(0, part)) * (ramp.length - 1);
  const below = Math.min(ramp.length - 2, Math.floor(place));
  return mixed(ramp[below]!, ramp[below + 1]!, place - below);
}

/** Of a charge, by its sign: the ends of the diverging colours, a little inwards. */
export function signColour(value: number, dark: boolean): Rgb {
  return colourAt(true, value < 0 ? 0.1 : 0.9, dark);
}

/** @param part 0 for all of `a`, 1 for all of `b`. */
export function mixed(a: Rgb, b: Rgb, part: number): Rgb {
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part];
}

export function cssColour([red, green, blue]: Rgb, opacity = 1): string {
  const byte = (part: number) => Math.round(255 * Math.min(1, Math.max(0, part)));
  return `rgb(${byte(red)} ${byte(green)} ${byte(blue)} / ${opacity})`;
}
