/** What the blocks of a TIFF file are packed with. Nothing grows beyond the length that the caller expects. */

import { AnnealError } from '../../protocol/errors';
import { inflateNow } from '../inflate';
import { damaged } from './decodedImage';
import type { TiffPage } from './tiffDirectory';

type Unzstd = typeof import('fzstd').decompress;
let unzstd: Unzstd | null = null;

/** Loads the decoder of Zstandard; to be called before a block of it is unpacked. */
export async function prepareZstd(): Promise<void> {
  unzstd ??= (await import('fzstd')).decompress;
}

/** @returns at most `expected` bytes; fewer where the block ends early. */
export function unpack(
  packed: Uint8Array,
  compression: TiffPage['compression'],
  expected: number,
  place: string,
): Uint8Array {
  switch (compression) {
    case 'none':
      return packed.slice(0, expected);
    case 'lzw':
      return unpackLzw(packed, expected, place);
    case 'zstd':
      try {
        // Into memory of that length: a block that holds more does not grow it.
        return unzstd!(packed, new Uint8Array(expected));
      } catch (thrown) {
        throw damaged(
          place,
          `its Zstandard data are not sound (${thrown instanceof Error ? thrown.message : thrown})`,
        );
      }
    case 'jpeg':
      throw new AnnealError('internal', 'Blocks of JPEG are decoded as pictures.');
    case 'packBits':
      return unpackRuns(packed, expected);
    case 'deflate':
      try {
        return inflateNow('zlib', packed, expected);
      } catch (thrown) {
        throw damaged(place, `it cannot be inflated (${thrown instanceof Error ? thrown.message : thrown})`);
      }
  }
}

/** PackBits: a count of bytes to copy, or of repetitions of one (TIFF 6.0, section 9). */
function unpackRuns(packed: Uint8Array, expected: number): Uint8Array {
  const bytes = new Uint8Array(expected);
  let filled = 0;
  for (let at = 0; at < packed.length && filled < expected; ) {
    const count = (packed[at++]! << 24) >> 24;
    if (count >= 0) {
      const run = packed.subarray(at, at + Math.min(count + 1, expected - filled));
      bytes.set(run, filled);
      filled += run.length;
      at += count + 1;
    } else if (count > -128) {
      const end = Math.min(filled + 1 - count, expected);
      bytes.fill(packed[at++] ?? 0, filled, end);
      filled = end;
    }
  }
  return bytes.subarray(0, filled);
}

const CLEAR = 256;
const END = 257;

/**
 * LZW of 9 to 12 bits, the highest bit first; the code grows one entry early (TIFF 6.0, section 13). Each entry of the
 * table is a piece of the output so far: where it starts, and how long it is. Before TIFF 6.0 some wrote the lowest bit
 * first, and grew the code when it was full; their first code, to clear the table, shows it.
 */
function unpackLzw(packed: Uint8Array, expected: number, place: string): Uint8Array {
  const isOld = packed[0] === 0 && (packed[1]! & 1) === 1;
  const early = isOld ? 0 : 1;
  const bytes = new Uint8Array(expected);
  const starts = new Int32Array(4098);
  const lengths = new Int32Array(4098);
  let filled = 0;
  let bits = 9;
  let next = 258;
  let previous = -1;
  let previousStart = 0;
  for (let bit = 0; bit + bits <= 8 * packed.length && filled < expected; ) {
    const code = isOld ? readLowBits(packed, bit, bits) : readBits(packed, bit, bits);
    bit += bits;
    if (code === END) break;
    if (code === CLEAR) {
      bits = 9;
      next = 258;
      previous = -1;
      continue;
    }
    if (code > next || (code === next && previous < 0))
      throw damaged(place, `its LZW data hold the code ${code}`);
    const start = filled;
    if (code < 256) {
      bytes[filled++] = code;
    } else {
      // The entry that is just being made is the previous piece and its own first byte.
      const from = code === next ? previousStart : starts[code]!;
      const length = code === next ? start - previousStart + 1 : lengths[code]!;
      for (let index = 0; index < length && filled < expected; index++)
        bytes[filled++] = bytes[from + index]!;
    }
    if (previous >= 0 && next < 4096) {
      // What came before, and the first byte of this: they lie one after the other in the output.
      starts[next] = previousStart;
      lengths[next] = start - previousStart + 1;
      next++;
    }
    if (next + early >= 2 ** bits && bits < 12) bits++;
    previous = code;
    previousStart = start;
  }
  return bytes.subarray(0, filled);
}

function readBits(bytes: Uint8Array, bit: number, count: number): number {
  const byte = bit >> 3;
  const word = (bytes[byte]! << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0);
  return (word >> (24 - (bit & 7) - count)) & (2 ** count - 1);
}

function readLowBits(bytes: Uint8Array, bit: number, count: number): number {
  const byte = bit >> 3;
  const word = bytes[byte]! | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16);
  return (word >> (bit & 7)) & (2 ** count - 1);
}
