/** A decoded picture as a mask: one label a pixel, as it is stored. Labels are never scaled. */
import { type DecodedImage, damaged } from './decodedImage';

/** Colours that became labels, by their label: for a remark. */
export type LabelColours = Map<number, string>;

/**
 * Writes the picture's labels [height, width] into `target`. Palettes keep their indices; grey that was saved as colours
 * is grey; any other colour gets a number of its own, the same in every set: 256 and its three highest fives of bits.
 * @throws AnnealError `file-format` for fractions, negative numbers and labels beyond 65535.
 */
export function writeMask(
  image: DecodedImage,
  target: Uint8Array | Uint16Array,
  at: number,
  colours: LabelColours,
  place: string,
): void {
  const { data, width, height, channels } = image;
  const own = channels - (image.alpha ? 1 : 0);
  if (own !== 1 && own !== 3) throw damaged(place, `a mask has one label a pixel, this has ${own}`);
  const byteScale = image.bits === 16 ? 257 : 1;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * channels;
    const first = data[from]!;
    if (own === 1 || (first === data[from + 1] && first === data[from + 2])) {
      if (!(first >= 0 && first <= 65535 && Number.isInteger(first))) {
        throw damaged(place, `${first} is no label: masks hold whole numbers from 0 to 65535`);
      }
      target[at + pixel] = first;
    } else {
      const rgb = [0, 1, 2].map((channel) => Math.floor(data[from + channel]! / byteScale));
      const label = 256 + (rgb[0]! >> 3) * 1024 + (rgb[1]! >> 3) * 32 + (rgb[2]! >> 3);
      if (!colours.has(label) && colours.size < MAX_NAMED) colours.set(label, hexOf(rgb));
      target[at + pixel] = label;
    }
  }
}

const MAX_NAMED = 64;

function hexOf(rgb: readonly number[]): string {
  return `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
