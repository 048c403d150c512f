/** CRC-32 as ZIP and PNG use it: reflected polynomial 0xEDB88320 (PKWARE APPNOTE 4.4.7). */

/** Bytes that are taken at once: "slicing by 8" of Kounavis and Berry, 2005. */
const SLICE = 8;

/** Of each byte [8, 256] the checksum that it leaves when 0 to 7 zeros follow. @param polynomial reflected. */
export function crcTable(polynomial: number): Uint32Array {
  const table = new Uint32Array(SLICE * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    table[byte] = value;
  }
  for (let index = 256; index < table.length; index++) {
    const before = table[index - 256]!;
    table[index] = (before >>> 8) ^ table[before & 0xff]!;
  }
  return table;
}

const zipTable = crcTable(0xedb88320);

/**
 * @param previous the checksum so far, to go on with another piece.
 * @returns an unsigned 32-bit number.
 */
export function crc32(bytes: Uint8Array, previous = 0): number {
  return crcOf(bytes, zipTable, previous);
}

/** The same of any polynomial. @param table of `crcTable`. */
export function crcOf(bytes: Uint8Array, table: Uint32Array, previous = 0): number {
  let crc = ~previous;
  let at = 0;
  for (const end = bytes.length - SLICE; at <= end; at += SLICE) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      table[0x700 | (crc & 0xff)]! ^
      table[0x600 | ((crc >>> 8) & 0xff)]! ^
      table[0x500 | ((crc >>> 16) & 0xff)]! ^
      table[0x400 | (crc >>> 24)]! ^
      table[0x300 | bytes[at + 4]!]! ^
      table[0x200 | bytes[at + 5]!]! ^
      table[0x100 | bytes[at + 6]!]! ^
      table[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]!) & 0xff]!;
  return ~crc >>> 0;
}
