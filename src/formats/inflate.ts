/**
 * Inflates what has a known length, for PNG and archives of pictures: by zlib in Node, where it is three times as fast,
 * and by fflate in browsers. What zlib refuses is left to fflate, so that both come to the same.
 * Not for streams: see `zip/zip.ts`.
 */
import { inflateSync, unzlibSync } from 'fflate';

/** Kept from bundlers; null in browsers. */
const zlib = globalThis.process?.getBuiltinModule?.('node:zlib') ?? null;

/** Of zlib's buffers. One that holds everything saves putting pieces together. */
const MAX_CHUNK = 1 << 20;

/**
 * @param kind bare deflate, or with the header and checksum of zlib; the checksum is not looked at.
 * @returns at most `length` bytes: what does not fit is dropped, so that a bomb takes no memory.
 * @throws Error of damaged bytes.
 */
export function inflate(kind: 'deflate' | 'zlib', packed: Uint8Array, length: number): Uint8Array {
  try {
    if (zlib && length > 0) {
      const options = { maxOutputLength: length, chunkSize: Math.min(length + 64, MAX_CHUNK) };
      const found =
        kind === 'zlib' ? zlib.inflateSync(packed, options) : zlib.inflateRawSync(packed, options);
      // A Buffer is no plain array of bytes: its slices share memory.
      return new Uint8Array(found.buffer, found.byteOffset, found.length);
    }
  } catch {
    // fflate says what is wrong.
  }
  const out = new Uint8Array(length);
  return kind === 'zlib' ? unzlibSync(packed, { out }) : inflateSync(packed, { out });
}
