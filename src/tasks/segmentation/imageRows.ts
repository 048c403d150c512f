/** The dataset's images for people: names, sizes, truth, and pixels as RGB bytes. */

import type { ImageSet } from './data/images';
import type { MaskSet } from './data/masks';
import type { ImageRows } from './segmentedImage';

export function imageRows(images: ImageSet, masks: MaskSet | null): ImageRows {
  const { names, heights, widths, starts } = images;
  return {
    name: (row) => names[row]!,
    size: (row) => ({ height: heights[row]!, width: widths[row]! }),
    rgb: (row) => rgbOf(images, row),
    truth: (row) => masks?.labels.subarray(starts[row]!, starts[row]! + heights[row]! * widths[row]!) ?? null,
  };
}

/**
 * Grey for one channel, else the first three. Bytes stay as they are; other types are stretched from the image's
 * smallest to its largest value, since nothing says which of them is white.
 */
function rgbOf({ channels, heights, widths, starts, pixels, fullScale }: ImageSet, row: number): Uint8Array {
  const size = heights[row]! * widths[row]!;
  const values = pixels.subarray(starts[row]! * channels, (starts[row]! + size) * channels);
  let [low, high] = [0, fullScale];
  if (fullScale !== 255) {
    [low, high] = [Infinity, -Infinity];
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const scale = high > low ? 255 / (high - low) : 0;
  const rgb = new Uint8Array(size * 3);
  for (let pixel = 0; pixel < size; pixel++) {
    for (let c = 0; c < 3; c++) {
      const value = channels < 3 ? values[pixel * channels]! : values[pixel * channels + c]!;
      rgb[pixel * 3 + c] = Math.round((value - low) * scale);
    }
  }
  return rgb;
}
