/** LZW as GIF has it: codes of up to 12 bits, the lowest bit first, which grow when they are full (GIF89a, appendix F). */
import { cutOff, damaged } from './decodedImage';

/** @param codeBits of a plain value. @returns so many values. @throws AnnealError `file-format`, `file-truncated`. */
export function unpackGifLzw(
  packed: Uint8Array,
  codeBits: number,
  expected: number,
  place: string,
): Uint8Array {
  if (codeBits < 1 || codeBits > 11) throw damaged(place, `its codes begin with ${codeBits} bits`);
  const values = new Uint8Array(expected);
  const clear = 2 ** codeBits;
  const starts = new Int32Array(4097);
  const lengths = new Int32Array(4097);
  let filled = 0;
  let bits = codeBits + 1;
  let next = clear + 2;
  let previousStart = -1;
  for (let bit = 0; bit + bits <= 8 * packed.length && filled < expected; ) {
    const byte = bit >> 3;
    const word = packed[byte]! | ((packed[byte + 1] ?? 0) << 8) | ((packed[byte + 2] ?? 0) << 16);
    const code = (word >> (bit & 7)) & (2 ** bits - 1);
    bit += bits;
    if (code === clear + 1) break;
    if (code === clear) {
      bits = codeBits + 1;
      next = clear + 2;
      previousStart = -1;
      continue;
    }
    const isOwn = code === next && previousStart >= 0;
    if (code >= next && !isOwn) throw damaged(place, `its codes hold ${code}, which means nothing yet`);
    const start = filled;
    if (code < clear) values[filled++] = code;
    else {
      // The entry that is just being made is the previous piece and its own first value.
      const from = isOwn ? previousStart : starts[code]!;
      const length = isOwn ? start - previousStart + 1 : lengths[code]!;
      for (let i = 0; i < length && filled < expected; i++) values[filled++] = values[from + i]!;
    }
    if (previousStart >= 0 && next < 4096) {
      starts[next] = previousStart;
      lengths[next] = start - previousStart + 1;
      next++;
      if (next === 2 ** bits && bits < 12) bits++;
    }
    previousStart = start;
  }
  if (filled < expected) throw cutOff(place);
  return values;
}
