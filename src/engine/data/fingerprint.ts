/** The identity of a dataset: what is in it, whatever file it came from. */
import type { ArraySet, NamedArray } from '../../formats/arrays';

/** Values are hashed in blocks of so many bytes: `crypto.subtle` takes only whole messages. Part of the definition. */
const FINGERPRINT_BLOCK_BYTES = 1 << 24;

/**
 * SHA-256 over the arrays in their order (the order of columns matters: it decides the default target). Each array
 * contributes
 *
 *     JSON.stringify([name, dtype, shape, categories]) in UTF-8, a byte 0x0A,
 *     the SHA-256 (32 bytes) of each 16 MiB block of its values, little-endian and row-major; the last may be shorter.
 *
 * Hashing block hashes keeps memory bounded for arrays of any size.
 * @param onProgress bytes done and in all.
 * @returns 64 lower-case hexadecimal digits.
 */
export async function fingerprintOf(
  arrays: ArraySet,
  onProgress?: (done: number, total: number) => void,
): Promise<string> {
  const total = [...arrays.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  for (const array of arrays.values()) {
    parts.push(headerBytes(array));
    const { buffer, byteOffset, byteLength } = array.data;
    for (let start = 0; start < byteLength; start += FINGERPRINT_BLOCK_BYTES) {
      const length = Math.min(FINGERPRINT_BLOCK_BYTES, byteLength - start);
      // Copied, because a typed array may lie in shared memory, which `digest` refuses.
      parts.push(await sha256(new Uint8Array(buffer, byteOffset + start, length).slice()));
      done += length;
      onProgress?.(done, total);
    }
  }
  const digest = await sha256(new Uint8Array(await new Blob(parts).arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function headerBytes({ name, dtype, shape, categories }: NamedArray): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify([name, dtype, shape, categories])}\n`);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
