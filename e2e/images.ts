/** Small sets of images that the specs drop, made on the spot: bright discs on a noisy ground, and their masks. */
import { zipSync } from 'fflate';
import { writeGreyPng } from '../src/formats/images/greyPng';
import type { TestFile } from './tables';

export interface Disc {
  /** File name without folder and ending. */
  name: string;
  /** [side · side], 0 to 255. */
  image: Uint8Array;
  /** [side · side], 0 or 255. */
  mask: Uint8Array;
}

/** @param first number of the first one; each number gives the same disc every time. */
export function discs(count: number, side: number, first = 0): Disc[] {
  return Array.from({ length: count }, (_, i) => {
    const n = first + i;
    const [y0, x0] = [side * (0.5 + 0.2 * Math.sin(n * 2.1)), side * (0.5 + 0.2 * Math.cos(n * 1.3))];
    const radius = side * (0.2 + 0.1 * Math.sin(n * 0.7));
    const inside = Array.from(
      { length: side * side },
      (_, pixel) => Math.hypot(Math.floor(pixel / side) - y0, (pixel % side) - x0) < radius,
    );
    // A fixed pattern that looks like noise.
    const noise = (pixel: number) => (((pixel + 17 * n) * 7919) % 101) - 50;
    return {
      name: String(n).padStart(3, '0'),
      image: Uint8Array.from(inside, (is, pixel) => (is ? 155 : 85) + 0.6 * noise(pixel)),
      mask: Uint8Array.from(inside, (is) => (is ? 255 : 0)),
    };
  });
}

/** `images/000.png` and, unless they are left out, `masks/000.png`. */
export function imageZip(name: string, files: readonly Disc[], withMasks = true): TestFile {
  const entries = files.flatMap(({ name: stem, image, mask }): [string, Uint8Array][] => {
    const side = Math.sqrt(image.length);
    const images: [string, Uint8Array][] = [[`images/${stem}.png`, writeGreyPng(image, side, side)]];
    return withMasks ? [...images, [`masks/${stem}.png`, writeGreyPng(mask, side, side)]] : images;
  });
  const buffer = Buffer.from(zipSync(Object.fromEntries(entries), { level: 0 }));
  return { name, mimeType: 'application/zip', buffer };
}
