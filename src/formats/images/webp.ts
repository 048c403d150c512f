/** WebP, lossy and lossless, by libwebp. Always colours: WebP knows no grey. Container: Google's RIFF specification. */

import { AnnealError } from '../../protocol/errors';
import type { ImageHeader } from '../imageFiles';
import { cutOff, damaged, type ImageCodec, requirePixels, unsupported } from './decodedImage';
import { exifOrientation, type Orientation, turnedHeader, turnedImage } from './orientation';
import { type CodecExports, copyIn, wasmCodec } from './wasmCodec';

interface WebpExports extends CodecExports {
  /** @returns the place of [height, width, 4] bytes, to be freed, or 0. Writes width and height, 32 bits each. */
  WebPDecodeRGBA(data: number, bytes: number, width: number, height: number): number;
}

const library = wasmCodec<WebpExports>(
  'WebP',
  () => import('@cwasm/webp/webp.wasm?url'),
  '@cwasm/webp/webp.wasm',
);

/** Bytes of the container and of the longest header of a picture in it. */
const HEADER_BYTES = 30;

export const webp: ImageCodec = {
  readHeader(start, place): ImageHeader | null {
    if (start.length < HEADER_BYTES) return null;
    const { width, height, alpha } = parseHeader(start, place);
    const orientation = hasExif(start) ? orientationOf(start) : 1;
    // It lies at the end.
    if (orientation === null) return null;
    const header = { width, height, pages: 1, channels: 3, alpha, palette: false, depth: 8 as const };
    return turnedHeader(header, orientation);
  },

  async decode(bytes, place) {
    if (bytes.length < HEADER_BYTES) throw cutOff(place);
    const { width, height } = parseHeader(bytes, place);
    const riffBytes = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true) + 8;
    if (bytes.length < riffBytes) throw cutOff(place);
    const data = await library
      .run((webp) => decodeRgba(webp, bytes, width * height * 4))
      .catch((thrown) => {
        throw thrown instanceof AnnealError ? thrown : damaged(place, `libwebp: ${thrown.message}`);
      });
    const image = { width, height, channels: 4, alpha: true, bits: 8 as const, data, palette: null };
    return [turnedImage(image, (hasExif(bytes) && orientationOf(bytes)) || 1)];
  },
};

function decodeRgba(webp: WebpExports, bytes: Uint8Array, expected: number): Uint8Array {
  const input = copyIn(webp, bytes);
  const sizes = webp.malloc(8);
  const output = webp.WebPDecodeRGBA(input, bytes.length, sizes, sizes + 4);
  webp.free(input);
  if (output === 0) throw new Error('it cannot be decoded');
  const [width, height] = new Uint32Array(webp.memory.buffer, sizes, 2);
  webp.free(sizes);
  if (width! * height! * 4 !== expected)
    throw new Error(`it is ${width} × ${height}, its header says otherwise`);
  const data = new Uint8Array(webp.memory.buffer, output, expected).slice();
  webp.free(output);
  return data;
}

/** Whether the container says that it holds what a camera has written. */
function hasExif(bytes: Uint8Array): boolean {
  return bytes[15] === 0x58 && (bytes[20]! & 8) !== 0;
}

/** Null when the part lies beyond the bytes. */
function orientationOf(bytes: Uint8Array): Orientation | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = view.getUint32(4, true) + 8;
  let at = 12;
  while (at + 8 <= Math.min(end, bytes.length)) {
    const length = view.getUint32(at + 4, true);
    const isExif = String.fromCharCode(...bytes.subarray(at, at + 4)) === 'EXIF';
    if (isExif && at + 8 + length <= bytes.length)
      return exifOrientation(bytes.subarray(at + 8, at + 8 + length));
    if (isExif) return null;
    at += 8 + length + (length % 2);
  }
  return at < end && bytes.length < end ? null : 1;
}

function parseHeader(bytes: Uint8Array, place: string): { width: number; height: number; alpha: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = fields(view, place);
  requirePixels(header.width, header.height, place);
  return header;
}

function fields(view: DataView, place: string): { width: number; height: number; alpha: boolean } {
  const kind = String.fromCharCode(...[12, 13, 14, 15].map((at) => view.getUint8(at)));
  switch (kind) {
    case 'VP8 ':
      return {
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
        alpha: false,
      };
    case 'VP8L': {
      const packed = view.getUint32(21, true);
      const alpha = (packed >>> 28) % 2 === 1;
      return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1, alpha };
    }
    case 'VP8X': {
      const flags = view.getUint8(20);
      if (flags & 2) throw unsupported(place, 'is an animation');
      const width = view.getUint16(24, true) + view.getUint8(26) * 65536 + 1;
      const height = view.getUint16(27, true) + view.getUint8(29) * 65536 + 1;
      return { width, height, alpha: (flags & 16) !== 0 };
    }
    default:
      throw damaged(place, 'it holds no picture');
  }
}
