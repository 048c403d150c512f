/** Bitmaps in runs (RLE4 and RLE8 of the Win32 documentation): indices into a palette, from the lowest row up. */
import { cutOff, damaged } from './decodedImage';

/** @returns [height, width], the top row first. @throws AnnealError `file-truncated`, `file-format`. */
export function unpackRuns(
  packed: Uint8Array,
  bits: 4 | 8,
  width: number,
  height: number,
  place: string,
): Uint8Array {
  const indices = new Uint8Array(width * height);
  let [x, y] = [0, 0];
  const put = (index: number) => {
    if (x >= width || y >= height) throw damaged(place, 'its runs reach beyond a row');
    indices[(height - 1 - y) * width + x++] = index;
  };
  for (let at = 0; y < height; ) {
    if (at + 2 > packed.length) throw cutOff(place);
    const [count, value] = [packed[at]!, packed[at + 1]!];
    at += 2;
    if (count > 0) {
      // Of four bits two values take turns.
      for (let i = 0; i < count; i++) put(bits === 8 ? value : i % 2 === 0 ? value >> 4 : value & 15);
    } else if (value === 0) {
      x = 0;
      y++;
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      if (at + 2 > packed.length) throw cutOff(place);
      x += packed[at]!;
      y += packed[at + 1]!;
      at += 2;
    } else {
      // So many as they are, in whole words.
      const bytes = bits === 8 ? value : Math.ceil(value / 2);
      if (at + bytes > packed.length) throw cutOff(place);
      for (let i = 0; i < value; i++) {
        const byte = packed[at + (bits === 8 ? i : i >> 1)]!;
        put(bits === 8 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
      }
      at += bytes + (bytes % 2);
    }
  }
  return indices;
}
