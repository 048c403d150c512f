/** A decoded picture as a mask: one label a pixel, as it is stored. Labels are never scaled. */
import { type DecodedImage, damaged } from './decodedImage';

/** Colours that became labels, by their label: for a remark. */
export type LabelColours = Map<number, string>;

/**
 * Writes the picture's labels [height, width] into `target`. Palettes keep their indices; grey that was saved as colours
 * is grey; any other colour gets a number of its own, the same in every set: 256 and its three highest fives of bits.
 * Where some pixels are transparent and others are not, the transparent ones are 0, and 255 the others if all are black.
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
  if (channels === 1 && !(data instanceof Float32Array)) {
    target.set(data, at);
    return;
  }
  const byteScale = image.bits === 16 ? 257 : 1;
  const cutout = image.alpha ? cutoutOf(image) : null;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * channels;
    const first = data[from]!;
    if (cutout && data[from + own]! < cutout.opaque) {
      target[at + pixel] = 0;
      continue;
    }
    if (cutout?.isBlack) {
      target[at + pixel] = 255;
      continue;
    }
    if (own === 1 || (first === data[from + 1] && first === data[from + 2])) {
      if (!(first >= 0 && first <= 65535 && Number.isInteger(first))) {
        throw damaged(place, `${first} is no label: masks hold whole numbers from 0 to 65535`);
      }
      target[at + pixel] = first;
    } else {
      const red = Math.floor(first / byteScale);
      const green = Math.floor(data[from + 1]! / byteScale);
      const blue = Math.floor(data[from + 2]! / byteScale);
      const label = 256 + (red >> 3) * 1024 + (green >> 3) * 32 + (blue >> 3);
      if (!colours.has(label)) nameColour(colours, label, hexOf([red, green, blue]));
      target[at + pixel] = label;
    }
  }
}

/** Where the mask is what is not transparent; null where all pixels are opaque, or where alpha says nothing. */
function cutoutOf({ data, channels, bits }: DecodedImage): { opaque: number; isBlack: boolean } | null {
  const full = bits === 16 ? 65535 : 255;
  if (bits === 32) return null;
  const opaque = (full + 1) / 2;
  let lowest = full;
  let isBlack = true;
  for (let from = 0; from < data.length; from += channels) {
    const alpha = data[from + channels - 1]!;
    lowest = Math.min(lowest, alpha);
    if (alpha < opaque) continue;
    for (let c = 0; isBlack && c < channels - 1; c++) isBlack = data[from + c] === 0;
  }
  return lowest < opaque ? { opaque, isBlack } : null;
}

/** The first colours are kept, for a remark. */
export function nameColour(colours: LabelColours, label: number, colour: string): void {
  if (colours.size < MAX_NAMED && !colours.has(label)) colours.set(label, colour);
}

const MAX_NAMED = 64;

function hexOf(rgb: readonly number[]): string {
  return `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
