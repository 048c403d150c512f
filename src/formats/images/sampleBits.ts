/** Rows of samples of 1, 2, 4 or 8 bits, packed with the first sample in the highest bits, as one byte a sample. */

/**
 * @param rows packed; each row starts at a whole byte.
 * @param rowBytes length of a packed row; what is beyond `samples` is padding.
 */
export function unpackBits(
  rows: Uint8Array,
  bits: number,
  samples: number,
  height: number,
  rowBytes = Math.ceil((samples * bits) / 8),
): Uint8Array {
  const values = new Uint8Array(samples * height);
  const mask = 2 ** bits - 1;
  for (let row = 0; row < height; row++) {
    for (let index = 0; index < samples; index++) {
      const bit = index * bits;
      const byte = rows[row * rowBytes + (bit >> 3)]!;
      values[row * samples + index] = (byte >> (8 - bits - (bit & 7))) & mask;
    }
  }
  return values;
}
