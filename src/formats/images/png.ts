/**
 * PNG, every colour type and depth, interlaced or not; checksums are checked and nothing is inflated beyond what the
 * header promises. Format: W3C Recommendation "Portable Network Graphics", third edition.
 * Not applied: gamma and colour profiles, which training data do without, and transparent colours (tRNS).
 */
import { crc32 } from '../crc32';
import type { ImageHeader } from '../imageFiles';
import { inflate } from '../inflate';
import { cutOff, type DecodedImage, damaged, type ImageCodec, requirePixels } from './decodedImage';
import { exifOrientation, type Orientation, turnedHeader, turnedImage } from './orientation';
import { unfilter } from './pngFilters';
import { unpackBits } from './sampleBits';

const SIGNATURE_BYTES = 8;
/** Samples a pixel by colour type: grey, RGB, palette, grey + alpha, RGBA. */
const channelsOf: Record<number, 1 | 2 | 3 | 4> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const depthsOf: Record<number, number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
/** Adam7: first column, first row, and steps of each pass. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface PngHeader {
  width: number;
  height: number;
  bits: 1 | 2 | 4 | 8 | 16;
  colourType: number;
  channels: number;
  interlaced: boolean;
}

export const png: ImageCodec = {
  readHeader(start, place): ImageHeader | null {
    if (start.length < SIGNATURE_BYTES + 25) return null;
    const { width, height, bits, colourType, channels } = parseHeader(start, place);
    const alpha = colourType >= 4;
    const palette = colourType === 3;
    const header: ImageHeader = {
      width,
      height,
      pages: 1,
      channels: palette ? 3 : channels - (alpha ? 1 : 0),
      alpha,
      palette,
      depth: bits === 16 ? 16 : 8,
    };
    return turnedHeader(header, orientationOf(start));
  },

  async decode(bytes, place): Promise<DecodedImage[]> {
    if (bytes.length < SIGNATURE_BYTES + 25) throw cutOff(place);
    const header = parseHeader(bytes, place);
    const { palette, compressed } = readChunks(bytes, place);
    const { width, height, bits, channels, colourType } = header;
    if (colourType === 3 && !palette) throw damaged(place, 'its palette is missing');
    const samples = await readSamples(header, compressed, place);
    const data = bits === 16 ? wordsOf(samples) : samples;
    const colours = colourType === 3 ? palette : null;
    if (colours && bits <= 8 && data.some((index) => 3 * index >= colours.length)) {
      throw damaged(place, `it uses colours beyond the ${colours.length / 3} of its palette`);
    }
    const image = { width, height, channels, alpha: colourType >= 4, bits, data, palette: colours };
    return [turnedImage(image, orientationOf(bytes))];
  },
};

function parseHeader(bytes: Uint8Array, place: string): PngHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (textAt(bytes, SIGNATURE_BYTES + 4) !== 'IHDR')
    throw damaged(place, 'it does not start with its header');
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  const bits = bytes[24]!;
  const colourType = bytes[25]!;
  const channels = channelsOf[colourType];
  if (!channels || !isDepth(bits) || !depthsOf[colourType]!.includes(bits)) {
    throw damaged(place, `its header says ${bits} bits of colour type ${colourType}`);
  }
  requirePixels(width, height, place);
  return { width, height, bits, colourType, channels, interlaced: bytes[28] === 1 };
}

/** Of the part eXIf, which writers put before the pixels; where it lies behind them and the file goes on, 1. */
function orientationOf(bytes: Uint8Array): Orientation {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE_BYTES; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (textAt(bytes, at + 4) === 'eXIf') {
      return exifOrientation(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
    }
  }
  return 1;
}

function isDepth(bits: number): bits is PngHeader['bits'] {
  return [1, 2, 4, 8, 16].includes(bits);
}

function readChunks(
  bytes: Uint8Array,
  place: string,
): { palette: Uint8Array | null; compressed: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces: Uint8Array[] = [];
  let palette: Uint8Array | null = null;
  for (let at = SIGNATURE_BYTES; ; ) {
    if (at + 12 > bytes.length) throw cutOff(place);
    const length = view.getUint32(at);
    const type = textAt(bytes, at + 4);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw cutOff(place);
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) {
      throw damaged(place, `its part ${type} does not match its checksum`);
    }
    if (type === 'PLTE') palette = bytes.slice(at + 8, end);
    else if (type === 'IDAT') pieces.push(bytes.subarray(at + 8, end));
    else if (type === 'IEND') return { palette, compressed: concatenated(pieces) };
    at = end + 4;
  }
}

/** One byte a sample, two of 16 bits, big-endian; rows without padding. */
async function readSamples(header: PngHeader, compressed: Uint8Array, place: string): Promise<Uint8Array> {
  const { width, height, bits, channels } = header;
  const sampleBytes = bits === 16 ? 2 : 1;
  const pixelBytes = channels * sampleBytes;
  const parts = header.interlaced
    ? passes.map(([x, y, dx, dy]) => ({
        x,
        y,
        dx,
        dy,
        w: Math.ceil((width - x) / dx),
        h: Math.ceil((height - y) / dy),
      }))
    : [{ x: 0, y: 0, dx: 1, dy: 1, w: width, h: height }];
  const rowBytesOf = (w: number) => Math.ceil((w * channels * bits) / 8);
  const used = parts.filter(({ w, h }) => w > 0 && h > 0);
  const expected = used.reduce((sum, { w, h }) => sum + h * (1 + rowBytesOf(w)), 0);
  const filtered = await inflateRows(compressed, expected, place);
  const samples = new Uint8Array(header.interlaced ? width * height * pixelBytes : 0);
  let start = 0;
  for (const { x, y, dx, dy, w, h } of used) {
    const end = start + h * (1 + rowBytesOf(w));
    const rows = unfilter(
      filtered.subarray(start, end),
      rowBytesOf(w),
      h,
      Math.max(1, (channels * bits) >> 3),
      place,
    );
    start = end;
    const values = bits < 8 ? unpackBits(rows, bits, w * channels, h) : rows;
    if (!header.interlaced) return values;
    for (let row = 0; row < h; row++) {
      for (let column = 0; column < w; column++) {
        const from = (row * w + column) * pixelBytes;
        const to = ((y + row * dy) * width + x + column * dx) * pixelBytes;
        for (let byte = 0; byte < pixelBytes; byte++) samples[to + byte] = values[from + byte]!;
      }
    }
  }
  return samples;
}

async function inflateRows(compressed: Uint8Array, expected: number, place: string): Promise<Uint8Array> {
  let filtered: Uint8Array;
  try {
    filtered = await inflate('zlib', compressed, expected);
  } catch (thrown) {
    throw damaged(place, `it cannot be inflated (${thrown instanceof Error ? thrown.message : thrown})`);
  }
  if (filtered.length !== expected) throw cutOff(place);
  return filtered;
}

function wordsOf(bytes: Uint8Array): Uint16Array {
  const words = new Uint16Array(bytes.length / 2);
  for (let index = 0; index < words.length; index++)
    words[index] = (bytes[2 * index]! << 8) | bytes[2 * index + 1]!;
  return words;
}

function concatenated(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
