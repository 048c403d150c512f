/** The dataset's images for people: names, sizes, truth, and pixels as RGB bytes. */

import type { ImageSource } from './data/images';
import type { ImageRows } from './segmentedImage';

export function imageRows(images: ImageSource): ImageRows {
  const { names, heights, widths, labels } = images;
  return {
    name: (row) => names[row]!,
    size: (row) => ({ height: heights[row]!, width: widths[row]! }),
    rgb: (row) => rgbOf(images, row),
    truth: async (row) => labels && (await labels(row, row + 1)),
  };
}

/**
 * Grey for one channel, else the first three. Bytes stay as they are; other types are stretched from the image's
 * smallest to its largest value, since nothing says which of them is white.
 */
async function rgbOf(images: ImageSource, row: number): Promise<Uint8Array> {
  const { channels, fullScale } = images;
  const values = await images.pixels(row, row + 1);
  let [low, high] = [0, fullScale];
  if (fullScale !== 255) {
    [low, high] = [Infinity, -Infinity];
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const scale = high > low ? 255 / (high - low) : 0;
  const rgb = new Uint8Array((values.length / channels) * 3);
  for (let pixel = 0; pixel < values.length / channels; pixel++) {
    for (let c = 0; c < 3; c++) {
      const value = channels < 3 ? values[pixel * channels]! : values[pixel * channels + c]!;
      rgb[pixel * 3 + c] = Math.round((value - low) * scale);
    }
  }
  return rgb;
}
