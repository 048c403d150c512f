/**
 * Inflates what has a known length, for pictures and archives of them: natively where that is faster, else by fflate. What
 * the native ways refuse is left to fflate as well, so that all come to the same. Not for streams: see `zip/zip.ts`.
 */
import { inflateSync, unzlibSync } from 'fflate';

/** Bare deflate, or with the header and checksum of zlib; the checksum is not looked at. */
type Kind = 'deflate' | 'zlib';

/** Kept from bundlers; null in browsers. */
const zlib = globalThis.process?.getBuiltinModule?.('node:zlib') ?? null;

/** Of zlib's buffers. One that holds everything saves putting pieces together. */
const MAX_CHUNK = 1 << 20;

/** A browser's stream inflates three times as fast as fflate, but takes 0.1 ms to begin. */
const STREAM_FROM = 1 << 13;

/**
 * @returns at most `length` bytes: what does not fit is dropped, so that a bomb takes no memory.
 * @throws Error of damaged bytes.
 */
export async function inflate(kind: Kind, packed: Uint8Array, length: number): Promise<Uint8Array> {
  if (zlib || packed.length < STREAM_FROM) return inflateNow(kind, packed, length);
  return (await inflateStreamed(kind, packed, length)) ?? inflateHere(kind, packed, length);
}

/** As `inflate`, without waiting. */
export function inflateNow(kind: Kind, packed: Uint8Array, length: number): Uint8Array {
  return inflateInNode(kind, packed, length) ?? inflateHere(kind, packed, length);
}

function inflateHere(kind: Kind, packed: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  return kind === 'zlib' ? unzlibSync(packed, { out }) : inflateSync(packed, { out });
}

function inflateInNode(kind: Kind, packed: Uint8Array, length: number): Uint8Array | null {
  if (!zlib || length === 0) return null;
  try {
    const options = { maxOutputLength: length, chunkSize: Math.min(length + 64, MAX_CHUNK) };
    const found = kind === 'zlib' ? zlib.inflateSync(packed, options) : zlib.inflateRawSync(packed, options);
    // A Buffer is no plain array of bytes: its slices share memory.
    return new Uint8Array(found.buffer, found.byteOffset, found.length);
  } catch {
    return null;
  }
}

/** Null for damaged bytes, for what does not fit, and in browsers without such streams. */
export async function inflateStreamed(
  kind: Kind,
  packed: Uint8Array,
  length: number,
): Promise<Uint8Array | null> {
  const out = new Uint8Array(length);
  let filled = 0;
  try {
    const stream = new DecompressionStream(kind === 'zlib' ? 'deflate' : 'deflate-raw');
    const writer = stream.writable.getWriter();
    // What is wrong with the bytes is heard where they are read.
    writer.write(packed as Uint8Array<ArrayBuffer>).catch(() => {});
    writer.close().catch(() => {});
    const reader = stream.readable.getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return out.subarray(0, filled);
      // Throws where it does not fit.
      out.set(value, filled);
      filled += value.length;
    }
  } catch {
    return null;
  }
}
