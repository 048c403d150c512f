/**
 * CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, as RFC 3720 has it, and the mask that LevelDB and TensorFlow lay
 * over it, so that a checksum of data that hold checksums is still a good one.
 */
import { crcOf, crcTable } from './crc32';

const table = crcTable(0x82f63b78);

/** @returns an unsigned 32-bit number. */
export function crc32c(bytes: Uint8Array): number {
  return crcOf(bytes, table);
}

/** Turned right by 15 bits, plus a constant (LevelDB, `util/crc32c.h`). */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
