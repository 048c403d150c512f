/** The identity of a dataset: what is in it, whatever file it came from. */
import { sha256 as incremental } from '@noble/hashes/sha2.js';
import { type ArrayOutline, type NumericArray, sizeOf } from '../../formats/arrays';
import { itemBytesOf } from '../../formats/values';
import { AnnealError } from '../../protocol/errors';
import { bytesInMemory, type DatasetReader } from './datasetReader';

/** Values are hashed in blocks of so many bytes. Part of the definition. */
const BLOCK_BYTES = 1 << 24;

/** Blocks that wait to be hashed by the browser take so much memory together; with more arrays at once they are not kept. */
const MAX_WAITING = 1 << 27;

export interface Fingerprinting {
  /** The next values of an array, row-major. @returns a promise where hashing is behind. */
  add(name: string, values: NumericArray): Promise<void> | void;
  /** @param arrays as they are known at last, in their order. @returns 64 lower-case hexadecimal digits. */
  finish(arrays: Iterable<ArrayOutline>): Promise<string>;
}

/**
 * SHA-256 over the arrays in their order (the order of columns matters: it decides the default target). Each array
 * contributes
 *
 *     JSON.stringify([name, dtype, shape, categories]) in UTF-8, a byte 0x0A,
 *     the SHA-256 (32 bytes) of each 16 MiB block of its values, little-endian and row-major; the last may be shorter.
 *
 * Hashing block hashes keeps memory bounded for arrays of any size.
 * @param arrays that will come, as far as they are known.
 */
export function createFingerprint(
  arrays: Iterable<Pick<ArrayOutline, 'name' | 'dtype' | 'shape'>>,
): Fingerprinting {
  const sizes = new Map<string, number>();
  for (const { name, dtype, shape } of arrays) {
    const item = itemBytesOf(dtype === 'float16' ? 'float32' : dtype);
    sizes.set(name, Math.min(BLOCK_BYTES, sizeOf(shape) * item));
  }
  const waiting = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const hashes = new Map<string, BlockHashes>();
  const hashesOf = (name: string) => {
    const known = hashes.get(name);
    if (known) return known;
    const begun = waiting > MAX_WAITING ? incrementalHashes() : nativeHashes(sizes.get(name) ?? BLOCK_BYTES);
    hashes.set(name, begun);
    return begun;
  };
  return {
    add: (name, { buffer, byteOffset, byteLength }) =>
      hashesOf(name).add(new Uint8Array(buffer, byteOffset, byteLength)),
    async finish(known) {
      const parts: Uint8Array<ArrayBuffer>[] = [];
      for (const array of known) parts.push(headerBytes(array), ...(await hashesOf(array.name).finish()));
      const digest = await sha256(new Uint8Array(await new Blob(parts).arrayBuffer()));
      return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
  };
}

/** Of a dataset that can be read, in one pass unless it is known. @param onProgress bytes done and in all. */
export async function fingerprintOf(
  data: DatasetReader,
  onProgress?: (done: number, total: number) => void,
): Promise<string> {
  if (data.fingerprint !== undefined) return data.fingerprint;
  const arrays = [...data.arrays.values()];
  const total = bytesInMemory(arrays);
  const fingerprint = createFingerprint(arrays);
  let done = 0;
  for (const { name, dtype, shape } of arrays) {
    const count = sizeOf(shape);
    const step = BLOCK_BYTES / itemBytesOf(dtype === 'float16' ? 'float32' : dtype);
    for (let start = 0; start < count; start += step) {
      const values = await data.read(name, start, Math.min(start + step, count));
      await fingerprint.add(name, values);
      done += values.byteLength;
      onProgress?.(done, total);
    }
  }
  return fingerprint.finish(arrays);
}

/** Hashes of the blocks of one array. */
interface BlockHashes {
  add(bytes: Uint8Array): Promise<void> | void;
  finish(): Promise<Uint8Array<ArrayBuffer>[]>;
}

/** By the browser, which takes whole blocks only, and hashes one while the next is filled. */
function nativeHashes(blockBytes: number): BlockHashes {
  const hashes: Promise<Uint8Array<ArrayBuffer>>[] = [];
  let block = new Uint8Array(blockBytes);
  let filled = 0;
  const close = () => {
    hashes.push(sha256(filled === block.length ? block : block.slice(0, filled)));
    filled = 0;
  };
  return {
    async add(bytes) {
      for (let rest = bytes; rest.length > 0; ) {
        const taken = rest.subarray(0, blockBytes - filled);
        if (taken.length === 0)
          throw new AnnealError('internal', 'An array has more values than its shape says.');
        block.set(taken, filled);
        filled += taken.length;
        rest = rest.subarray(taken.length);
        if (filled < BLOCK_BYTES) continue;
        close();
        block = new Uint8Array(blockBytes);
        // One block may be under way, so that memory stays bounded.
        await hashes.at(-2);
      }
    },
    async finish() {
      if (filled > 0) close();
      return Promise.all(hashes);
    },
  };
}

/** In JavaScript, piece by piece: several times slower, but nothing is kept. */
function incrementalHashes(): BlockHashes {
  const hashes: Uint8Array<ArrayBuffer>[] = [];
  let running = incremental.create();
  let filled = 0;
  const close = () => {
    hashes.push(running.digest().slice());
    running = incremental.create();
    filled = 0;
  };
  return {
    add(bytes) {
      for (let rest = bytes; rest.length > 0; ) {
        const taken = rest.subarray(0, BLOCK_BYTES - filled);
        running.update(taken);
        filled += taken.length;
        rest = rest.subarray(taken.length);
        if (filled === BLOCK_BYTES) close();
      }
    },
    async finish() {
      if (filled > 0) close();
      return hashes;
    },
  };
}

function headerBytes({ name, dtype, shape, categories }: ArrayOutline): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify([name, dtype, shape, categories])}\n`);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
