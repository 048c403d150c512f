/**
 * JPEG, baseline and progressive, grey and colour, by libjpeg-turbo. Its settings are those of Python's Pillow, so the
 * values are the same.
 * Format: ITU-T T.81.
 */

import { AnnealError } from '../../protocol/errors';
import type { ImageHeader } from '../imageFiles';
import { cutOff, damaged, type ImageCodec, requirePixels, unsupported } from './decodedImage';
import { exifOrientation, type Orientation, turnedHeader, turnedImage } from './orientation';
import { type CodecExports, copyIn, wasmCodec } from './wasmCodec';

/** TurboJPEG's functions; each but the first returns 0 for success. */
interface JpegExports extends CodecExports {
  tjInitDecompress(): number;
  tjDecompress2(
    handle: number,
    data: number,
    bytes: number,
    output: number,
    width: number,
    rowBytes: number,
    height: number,
    pixelFormat: number,
    flags: number,
  ): number;
  tjDestroy(handle: number): number;
}

/** Pixel formats of TurboJPEG, by channels. */
const FORMAT = { 1: 6, 3: 0 } as const;

const library = wasmCodec<JpegExports>(
  'JPEG',
  () => import('@cwasm/jpeg-turbo/jpeg-turbo.wasm?url'),
  '@cwasm/jpeg-turbo/jpeg-turbo.wasm',
  {
    // libjpeg jumps out of a damaged image by longjmp, which WASM lacks; an exception ends the call instead.
    setjmp: () => 0,
    longjmp() {
      throw new Error('it cannot be decoded');
    },
  },
);

export const jpeg: ImageCodec = {
  readHeader(start, place): ImageHeader | null {
    const header = parseHeader(start, place);
    if (!header) return null;
    const { orientation, ...rest } = header;
    return turnedHeader({ ...rest, pages: 1, alpha: false, palette: false, depth: 8 }, orientation);
  },

  async decode(bytes, place) {
    const header = parseHeader(bytes, place);
    if (!header) throw cutOff(place);
    const { width, height, channels, orientation } = header;
    requireFewScans(bytes, width * height, place);
    const data = await library
      .run((turbo) => decodeSamples(turbo, bytes, width, height, channels))
      .catch((thrown) => {
        throw thrown instanceof AnnealError ? thrown : damaged(place, `libjpeg: ${thrown.message}`);
      });
    const image = { width, height, channels, alpha: false, bits: 8 as const, data, palette: null };
    return [turnedImage(image, orientation)];
  },
};

function decodeSamples(
  turbo: JpegExports,
  bytes: Uint8Array,
  width: number,
  height: number,
  channels: 1 | 3,
): Uint8Array {
  const handle = turbo.tjInitDecompress();
  const input = copyIn(turbo, bytes);
  const rowBytes = width * channels;
  const output = turbo.malloc(rowBytes * height);
  if (handle === 0 || output === 0) throw new Error('the decoder has no memory left');
  const format = FORMAT[channels];
  const failed = turbo.tjDecompress2(handle, input, bytes.length, output, width, rowBytes, height, format, 0);
  // It fails for mere warnings as well, which others read past: stray bytes between parts or behind the end. What misses
  // its end is cut off; grey areas in training data are no way around that.
  if (failed !== 0 && !hasEnd(bytes)) throw new Error('its data are damaged or cut off');
  const data = new Uint8Array(turbo.memory.buffer, output, rowBytes * height).slice();
  turbo.free(output);
  turbo.free(input);
  turbo.tjDestroy(handle);
  return data;
}

/** Pixels of all scans together that are decoded: ten scans of the largest picture take some ten seconds. */
const MAX_SCANNED = 2e9;

/** Every scan of a progressive file goes over all pixels again: a few hundred kilobytes can hold hundreds of them. */
function requireFewScans(bytes: Uint8Array, pixels: number, place: string): void {
  const most = Math.max(1, Math.floor(MAX_SCANNED / pixels));
  let scans = 0;
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === 0xda) scans++;
  }
  if (scans <= most) return;
  throw new AnnealError(
    'file-too-large',
    `${place} has ${scans} scans of ${pixels} pixels each, which take too long to decode.`,
    { place, received: `${scans} scans`, remedy: 'Save it again as a usual JPEG or PNG, or leave it out.' },
  );
}

/** Whether the mark of the end is there (FFD9), whatever lies behind it. */
function hasEnd(bytes: Uint8Array): boolean {
  // A camera's thumbnail before the picture has an end of its own.
  const start = frameStart(bytes);
  for (let at = bytes.lastIndexOf(0xd9); at > start; at = bytes.lastIndexOf(0xd9, at - 1)) {
    if (bytes[at - 1] === 0xff) return true;
  }
  return false;
}

interface JpegHeader {
  width: number;
  height: number;
  channels: 1 | 3;
  orientation: Orientation;
}

/** Walks the segments up to the frame header. Null when that lies beyond the bytes. */
function parseHeader(bytes: Uint8Array, place: string): JpegHeader | null {
  let orientation: Orientation = 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 10 <= bytes.length; ) {
    if (bytes[at] !== 0xff) throw damaged(place, `a marker is missing at byte ${at}`);
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++; // Fill byte.
    } else if (isFrame(marker)) {
      const height = view.getUint16(at + 5);
      const width = view.getUint16(at + 7);
      const channels = bytes[at + 9]!;
      requirePixels(width, height, place);
      if (marker > 0xc2) throw unsupported(place, 'is a lossless, hierarchical or arithmetic JPEG');
      if (bytes[at + 4] !== 8) throw unsupported(place, `is a JPEG of ${bytes[at + 4]} bits`);
      if (channels !== 1 && channels !== 3) throw unsupported(place, 'is a JPEG for print (CMYK)');
      return { width, height, channels, orientation };
    } else {
      if (marker === 0xe1 && at + 10 <= bytes.length && bytes[at + 4] === 0x45 && bytes[at + 5] === 0x78) {
        const end = Math.min(bytes.length, at + 2 + view.getUint16(at + 2));
        // Of several parts the first holds the tag.
        if (orientation === 1) orientation = exifOrientation(bytes.subarray(at + 4, end));
      }
      at += 2 + view.getUint16(at + 2);
    }
  }
  return null;
}

/** Where the frame header begins; the segments before it have been walked once. */
function frameStart(bytes: Uint8Array): number {
  let at = 2;
  while (at + 4 <= bytes.length && !(bytes[at] === 0xff && isFrame(bytes[at + 1]!))) {
    at += bytes[at + 1] === 0xff ? 1 : 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
  }
  return at;
}

/** Start of frame: C0 to CF but for the tables C4, C8 and CC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
